#include "pipeline/tables/missing_value.h"

#include "grids/text/error.h"
#include "grids/text/number_text.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

namespace cityflux {

bool is_missing_text(const std::string& field, const std::vector<std::string>& texts)
{
    if (texts.empty()) {
        return false;
    }
    const auto number = number_of(field);
    return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
        return text == field || (number && !text.empty() && number == number_of(text));
    });
}

void require_no_fill_value(double value, std::string_view field, const std::string& subject)
{
    constexpr double nines[] = { -999.0, -9999.0, -99999.0, -999999.0, -9999999.0, -99999999.0 };
    constexpr double large[] = { 9.96921e36, 3.40282e38, 1e20, 1.79769e308 };
    const bool is_fill = std::find(std::begin(nines), std::end(nines), value) != std::end(nines)
        || std::any_of(std::begin(large), std::end(large),
            [&](double fill) { return std::abs(std::abs(value) / fill - 1.0) < 1e-5; });
    if (is_fill) {
        throw InputError(ProblemCode::out_of_range, subject,
            fmt::format("ambiguous value '{}', which programs write for a missing value", field),
            fmt::format("leave the field empty, or declare missing = [\"{}\"] in a description of "
                        "the table",
                field));
    }
}

} // namespace cityflux
