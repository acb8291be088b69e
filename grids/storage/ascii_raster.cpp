#include "grids/storage/ascii_raster.h"

#include "grids/storage/text_file.h"
#include "grids/text/error.h"
#include "grids/text/number_text.h"
#include "grids/text/words.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr std::string_view blanks = " \t\r\n\f\v";

/// Removes the next word from a line and returns it. Returns an empty word at the end.
std::string_view next_word(std::string_view& line)
{
    const std::size_t begin = std::min(line.find_first_not_of(blanks), line.size());
    const std::size_t end = std::min(line.find_first_of(blanks, begin), line.size());
    const std::string_view word = line.substr(begin, end - begin);
    line.remove_prefix(end);
    return word;
}

/// Returns true if a word is a number: with a point or a comma, or C's text for infinity or NaN.
bool is_number(std::string_view word)
{
    if (number_of(word)) {
        return true;
    }
    std::string text = lower_case(word);
    std::replace(text.begin(), text.end(), ',', '.');
    const std::string bare = text.substr(std::min(text.find_first_not_of("+-"), text.size()));
    return number_of(text) || bare == "inf" || bare == "infinity" || bare.starts_with("nan")
        || bare.starts_with("1.#");
}

} // namespace

void check_ascii_raster(const std::string& path)
{
    TextLines lines = open_text(path);
    std::string_view line;
    std::map<std::string, double> header;
    double announced = -1.0; // negative until the header ends
    double numbers = 0.0;
    while (lines.next(line)) {
        std::string_view word = next_word(line);
        if (word.empty()) {
            continue;
        }
        if (announced < 0.0 && !is_number(word)) {
            const std::string key = lower_case(word);
            header[key] = number_of(next_word(line)).value_or(0.0);
            continue;
        }
        if (announced < 0.0) {
            if (!header.contains("ncols") || !header.contains("nrows")) {
                return;
            }
            announced = header["ncols"] * header["nrows"];
        }
        for (; !word.empty(); word = next_word(line)) {
            if (!is_number(word)) {
                throw InputError(ProblemCode::invalid, fmt::format("{}:{}", path, lines.number()),
                    fmt::format("'{}' is not a number", word.substr(0, 60)));
            }
            numbers += 1.0;
        }
    }
    if (numbers != std::max(announced, 0.0)) {
        throw InputError(ProblemCode::damaged, path,
            fmt::format("damaged or truncated: the header declares {:.0f} rows of {:.0f} numbers, "
                        "the file has {:.0f}",
                header["nrows"], header["ncols"], numbers),
            "get the file again");
    }
}

} // namespace cityflux
