#include "grids/storage/classic_header.h"

#include "grids/text/error.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr std::uint64_t longest_name = 256; // NC_MAX_NAME
constexpr std::uint64_t most_dimensions = 1024; // NC_MAX_VAR_DIMS

enum class List : std::uint64_t { dimensions = 10, variables = 11, attributes = 12 };

class ClassicHeader {
public:
    explicit ClassicHeader(const std::string& path)
        : path_(path)
        , in_(path, std::ios::binary)
    {
        in_.seekg(0, std::ios::end);
        size_ = static_cast<std::uint64_t>(std::max<std::streamoff>(in_.tellg(), 0));
        in_.seekg(0);
    }

    void check()
    {
        std::array<char, 4> magic {};
        in_.read(magic.data(), magic.size());
        if (!in_ || magic[0] != 'C' || magic[1] != 'D' || magic[2] != 'F'
            || (magic[3] != 1 && magic[3] != 2 && magic[3] != 5)) {
            return;
        }
        at_ = magic.size();
        count_bytes_ = magic[3] == 5 ? 8 : 4;
        const std::uint64_t place_bytes = magic[3] == 1 ? 4 : 8;
        skip(count_bytes_, "the number of records");
        for (std::uint64_t d = count(List::dimensions, "dimensions", 2 * count_bytes_); d > 0;
             --d) {
            skip_name();
            skip(count_bytes_, "the size of a dimension");
        }
        skip_attributes();
        for (std::uint64_t v = count(List::variables, "variables", 5 * count_bytes_); v > 0; --v) {
            skip_name();
            const std::uint64_t rank = number(count_bytes_);
            if (rank > most_dimensions) {
                refuse(fmt::format(
                    "a variable of {} dimensions (allowed: {})", rank, most_dimensions));
            }
            skip(rank * count_bytes_, "dimensions of a variable");
            skip_attributes();
            skip(4 + count_bytes_ + place_bytes, "the type, size and place of a variable");
        }
    }

private:
    std::uint64_t number(std::uint64_t bytes)
    {
        std::array<char, 8> digits {};
        in_.read(digits.data(), static_cast<std::streamsize>(bytes));
        at_ += bytes;
        if (!in_) {
            refuse("the file ends within it");
        }
        std::uint64_t value = 0;
        for (std::uint64_t b = 0; b < bytes; ++b) {
            value = value << 8 | static_cast<unsigned char>(digits[b]);
        }
        return value;
    }

    /// Throws InputError unless the file has room for `count` items of at least `bytes_each` from
    /// here on.
    void require(std::uint64_t count, std::uint64_t bytes_each, const char* what) const
    {
        if (count > (size_ - std::min(at_, size_)) / bytes_each) {
            refuse(fmt::format("{} {} declared, and {} bytes in the file", count, what, size_));
        }
    }

    void skip(std::uint64_t bytes, const char* what)
    {
        require(bytes, 1, fmt::format("bytes for {}", what).c_str());
        in_.seekg(static_cast<std::streamoff>(bytes), std::ios::cur);
        at_ += bytes;
    }

    void skip_padded(std::uint64_t bytes, const char* what)
    {
        require(bytes, 1, fmt::format("bytes for {}", what).c_str());
        skip((bytes + 3) / 4 * 4, what);
    }

    void skip_name()
    {
        const std::uint64_t length = number(count_bytes_);
        if (length > longest_name) {
            refuse(fmt::format("a name of {} bytes (allowed: {})", length, longest_name));
        }
        skip_padded(length, "a name");
    }

    /// Reads the tag and the length of a list. Both are 0 for an absent list.
    std::uint64_t count(List list, const char* what, std::uint64_t bytes_each)
    {
        const std::uint64_t tag = number(4);
        const std::uint64_t count = number(count_bytes_);
        if (tag != static_cast<std::uint64_t>(list) && !(tag == 0 && count == 0)) {
            refuse(fmt::format("missing list of {}", what));
        }
        require(count, bytes_each, what);
        return count;
    }

    void skip_attributes()
    {
        for (std::uint64_t a = count(List::attributes, "attributes", 2 * count_bytes_ + 4); a > 0;
             --a) {
            skip_name();
            constexpr std::array<std::uint64_t, 12> bytes_of_type { 0, 1, 1, 2, 4, 4, 8, 1, 2, 4, 8,
                8 };
            const std::uint64_t type = number(4);
            if (type == 0 || type >= bytes_of_type.size()) {
                refuse(fmt::format("an attribute of the unknown type {}", type));
            }
            const std::uint64_t values = number(count_bytes_);
            require(values, bytes_of_type[type], "values of an attribute");
            skip_padded(values * bytes_of_type[type], "values of an attribute");
        }
    }

    [[noreturn]] void refuse(const std::string& damage) const
    {
        throw InputError(ProblemCode::damaged, path_, "damaged or truncated header: " + damage,
            "get the file again");
    }

    const std::string& path_;
    std::ifstream in_;
    std::uint64_t size_ = 0;
    std::uint64_t at_ = 0;
    std::uint64_t count_bytes_ = 4;
};

} // namespace

void check_classic_header(const std::string& path)
{
    ClassicHeader(path).check();
}

} // namespace cityflux
