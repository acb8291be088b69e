#include "grids/text/number_text.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace cityflux {
namespace {

std::string_view trimmed(std::string_view text)
{
    const auto begin = text.find_first_not_of(" \t\"");
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(" \t\"") - begin + 1);
}

} // namespace

std::optional<double> number_of(std::string_view field)
{
    std::string_view text = trimmed(field);
    if (text.empty() || text == "NA" || text == "NaN" || text == "nan" || text == "NAN") {
        return std::numeric_limits<double>::quiet_NaN();
    }
    if (text.front() == '+') {
        text.remove_prefix(1);
        if (text.starts_with('-')) {
            return std::nullopt;
        }
    }
    std::string fortran;
    if (const auto d = text.find_first_of("dD"); d != std::string_view::npos) {
        fortran = std::string(text);
        fortran[d] = 'e';
        text = fortran;
    }
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc::result_out_of_range && end == text.data() + text.size()
        && text.find_first_of("eE") != std::string_view::npos
        && text.substr(text.find_first_of("eE") + 1).starts_with('-')) {
        return 0.0; // smaller than the smallest double
    }
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value;
}

std::vector<std::string_view> fields_of(std::string_view line)
{
    std::vector<std::string_view> fields;
    for (const char separator : { ';', ',', '\t' }) {
        if (line.find(separator) == std::string_view::npos) {
            continue;
        }
        std::size_t begin = 0;
        for (;;) {
            const std::size_t end = line.find(separator, begin);
            fields.push_back(trimmed(line.substr(begin, end - begin)));
            if (end == std::string_view::npos) {
                return fields;
            }
            begin = end + 1;
        }
    }
    std::size_t begin = line.find_first_not_of(' ');
    while (begin != std::string_view::npos) {
        const std::size_t end = line.find(' ', begin);
        fields.push_back(trimmed(line.substr(begin, end - begin)));
        begin = line.find_first_not_of(' ', end);
    }
    return fields;
}

} // namespace cityflux
