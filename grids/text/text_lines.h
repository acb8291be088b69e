#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace cityflux {

/// Copies the next bytes of a text to `buffer`, at most `count`, and returns their number. Returns
/// fewer than `count` only at the end. Throws InputError if the bytes cannot be read.
using ByteSource = std::function<std::size_t(char* buffer, std::size_t count)>;

/// Reader of the lines of a text. Line ends (\n or \r\n) and a byte order mark are removed.
class TextLines {
public:
    /// `name` begins the messages of errors.
    TextLines(std::string name, ByteSource source);

    /// Reads the next line, which is valid until the next call. Returns false at the end. Throws
    /// InputError on lines longer than 16 MB.
    bool next(std::string_view& line);
    /// Returns the number of the last line read, from 1.
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
