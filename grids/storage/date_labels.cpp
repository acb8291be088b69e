#include "grids/storage/date_labels.h"

#include "grids/text/text_pattern.h"
#include "grids/text/words.h"

#include <algorithm>

namespace cityflux {

int month_of_text(const std::string& text)
{
    static const TextPattern number("0?([1-9]|1[0-2])");
    if (number.matches(text)) {
        return std::stoi(text);
    }
    static const std::string names = "jan feb mar apr may jun jul aug sep oct nov dec";
    const std::size_t found
        = text.size() < 3 ? std::string::npos : names.find(lower_case(text.substr(0, 3)));
    return found == std::string::npos || found % 4 != 0 ? 0 : static_cast<int>(found / 4) + 1;
}

std::vector<double> dates_of(const std::vector<std::string>& labels, bool bare)
{
    static const TextPattern dated(R"(^(\d{4})[-/](\d\d)(?:[-/](\d\d)(?:[T _].*)?)?$)");
    static const TextPattern digits(R"(^(\d{4})(\d\d)?(\d\d)?$)");
    std::vector<double> dates;
    for (const std::string& label : labels) {
        auto parts = dated.first_match(label);
        if (parts.empty() && bare) {
            parts = digits.first_match(label);
        }
        if (parts.empty()) {
            return {};
        }
        dates.push_back(std::stod(parts[1] + parts[2] + parts[3]));
    }
    return dates;
}

std::vector<TimeStep> steps_of_dates(std::span<const double> dates, const std::string& subject)
{
    const bool years = std::ranges::all_of(dates, [](double date) { return date < 10000.0; });
    return steps_of_time_axis({ dates, years ? "years" : "", "" }, {}, subject);
}

} // namespace cityflux
