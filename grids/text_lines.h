#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace cityflux {

/// Reads a text file line by line, also from inside .gz, without the line ends (\n or \r\n) and a byte order mark.
class TextLines {
public:
    /// Throws InputError where the file cannot be opened.
    explicit TextLines(const std::string& path);
    ~TextLines();
    TextLines(const TextLines&) = delete;
    TextLines& operator=(const TextLines&) = delete;

    /// The next line, valid until the next call; false at the end. Throws InputError on lines longer than 16 MB.
    bool next(std::string_view& line);
    /// Number of the line last returned, from 1.
    std::size_t number() const { return number_; }

private:
    struct Source;
    std::unique_ptr<Source> source_;
    std::string path_;
    std::string buffer_;
    std::size_t position_ = 0;
    std::size_t number_ = 0;
    bool at_end_ = false;
};

/// First bytes of a file, unpacked where it is a .gz; fewer where the file is shorter. Throws InputError.
std::string first_bytes(const std::string& path, std::size_t count);

} // namespace cityflux
