#include "grids/text/text_lines.h"

#include "grids/text/error.h"

#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr std::size_t read_size = 1 << 20;
constexpr std::size_t longest_line = 16u << 20;

} // namespace

TextLines::TextLines(std::string name, ByteSource source)
    : name_(std::move(name))
    , source_(std::move(source))
{
}

bool TextLines::next(std::string_view& line)
{
    for (;;) {
        const std::size_t end = buffer_.find('\n', position_);
        if (end != std::string::npos || (at_end_ && position_ < buffer_.size())) {
            const std::size_t stop = end == std::string::npos ? buffer_.size() : end;
            line = std::string_view(buffer_).substr(position_, stop - position_);
            position_ = stop + 1;
            if (line.ends_with('\r')) {
                line.remove_suffix(1);
            }
            if (number_ == 0 && line.starts_with("\xEF\xBB\xBF")) {
                line.remove_prefix(3);
            }
            ++number_;
            return true;
        }
        if (at_end_) {
            return false;
        }
        buffer_.erase(0, position_);
        position_ = 0;
        if (buffer_.size() > longest_line) {
            throw InputError(ProblemCode::invalid, fmt::format("{}:{}", name_, number_ + 1),
                "line longer than 16 MB is not a line of a text grid");
        }
        const std::size_t have = buffer_.size();
        buffer_.resize(have + read_size);
        const std::size_t got = source_(buffer_.data() + have, read_size);
        buffer_.resize(have + got);
        at_end_ = got < read_size;
    }
}

} // namespace cityflux
