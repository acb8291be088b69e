#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace cityflux {

/// Copies the next bytes of a text to `buffer`, at most `count`, and returns how many; fewer than `count` only at the end.
/// Throws InputError if they cannot be read.
using ByteSource = std::function<std::size_t(char* buffer, std::size_t count)>;

/// Splits a text into lines, without the line ends (\n or \r\n) and a byte order mark.
class TextLines {
public:
    /// `name` begins the messages of refusals.
    TextLines(std::string name, ByteSource source);

    /// The next line, valid until the next call; false at the end. Throws InputError on lines longer than 16 MB.
    bool next(std::string_view& line);
    /// Number of the line last returned, from 1.
    std::size_t number() const { return number_; }

private:
    std::string name_;
    ByteSource source_;
    std::string buffer_;
    std::size_t position_ = 0;
    std::size_t number_ = 0;
    bool at_end_ = false;
};

} // namespace cityflux
