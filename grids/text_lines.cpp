#include "grids/text_lines.h"

#include "grids/error.h"
#include "grids/gdal_messages.h"
#include "grids/library_call.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <cpl_vsi.h>
#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr std::size_t read_size = 1 << 20;
constexpr std::size_t longest_line = 16u << 20;

/// For LibraryCall: GDAL unpacks what zlib packed.
constexpr const char* library = "GDAL";
constexpr const char* checker = "gzip -t";

struct VsiCloser {
    void operator()(VSILFILE* file) const { VSIFCloseL(file); }
};
using VsiFile = std::unique_ptr<VSILFILE, VsiCloser>;

VsiFile open(const std::string& path)
{
    std::error_code error;
    if (!std::filesystem::exists(path, error)) {
        throw InputError(fmt::format("{}: there is no such file", path));
    }
    if (std::filesystem::is_directory(path, error)) {
        throw InputError(fmt::format("{}: this is a folder; name the files in it", path));
    }
    const GdalMessages messages;
    const LibraryCall call(library, path.c_str(), checker);
    VsiFile file(VSIFOpenL((path.ends_with(".gz") ? "/vsigzip/" + path : path).c_str(), "rb"));
    if (!file) {
        throw InputError(fmt::format("{}: the file cannot be opened: {}", path, std::strerror(errno)));
    }
    return file;
}

} // namespace

struct TextLines::Source {
    VsiFile file;
};

TextLines::TextLines(const std::string& path)
    : source_(std::make_unique<Source>(Source { open(path) }))
    , path_(path)
{
}

TextLines::~TextLines() = default;

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
            throw InputError(fmt::format("{}: line {} is longer than 16 MB; this is not a text grid", path_, number_ + 1));
        }
        const std::size_t have = buffer_.size();
        buffer_.resize(have + read_size);
        const GdalMessages messages;
        const LibraryCall call(library, path_.c_str(), checker);
        const std::size_t got = VSIFReadL(buffer_.data() + have, 1, read_size, source_->file.get());
        buffer_.resize(have + got);
        if (got < read_size) {
            if (!messages.last_error().empty()) {
                throw InputError(fmt::format("{}: cannot be read to its end: {}", path_, messages.last_error()));
            }
            at_end_ = true;
        }
    }
}

std::string first_bytes(const std::string& path, std::size_t count)
{
    const VsiFile file = open(path);
    const GdalMessages messages;
    const LibraryCall call(library, path.c_str(), checker);
    std::string bytes(count, '\0');
    bytes.resize(VSIFReadL(bytes.data(), 1, count, file.get()));
    return bytes;
}

} // namespace cityflux
