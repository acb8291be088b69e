#include "grids/quantity/period.h"

#include "grids/text/error.h"
#include "grids/text/words.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace cityflux {
namespace {

bool leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

std::optional<int> whole_number(std::string_view text)
{
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

} // namespace

Calendar parse_calendar(std::string_view name, std::string_view subject)
{
    const std::string lower = lower_case(name);
    if (lower.empty() || lower == "standard" || lower == "gregorian"
        || lower == "proleptic_gregorian") {
        return Calendar::gregorian;
    }
    if (lower == "noleap" || lower == "365_day") {
        return Calendar::no_leap;
    }
    if (lower == "all_leap" || lower == "366_day") {
        return Calendar::all_leap;
    }
    if (lower == "360_day") {
        return Calendar::days_360;
    }
    throw InputError(ProblemCode::unsupported, subject,
        fmt::format("unsupported calendar '{}' (known: standard, proleptic_gregorian, "
                    "noleap, all_leap, 360_day)",
            name),
        { "declare the period, e.g. ", named(Setting::assume_period, "2019") });
}

std::string Period::text() const
{
    return is_year() ? fmt::format("{:04}", year) : fmt::format("{:04}-{:02}", year, month);
}

Period Period::parse(std::string_view text, std::string_view subject)
{
    Period period;
    const auto dash = text.find('-');
    const auto year = whole_number(text.substr(0, dash));
    const auto month = dash == std::string_view::npos ? std::optional<int>(0)
                                                      : whole_number(text.substr(dash + 1));
    if (!year || !month || *month < 0 || *month > 12
        || (dash != std::string_view::npos && *month == 0)) {
        throw InputError(ProblemCode::invalid, subject, fmt::format("'{}' is not a period", text),
            "write a year or a month, e.g. 2019 or 2019-03");
    }
    period.year = *year;
    period.month = *month;
    period.check(subject);
    return period;
}

void Period::check(std::string_view subject) const
{
    if (year < 1700 || year > 2200 || month < 0 || month > 12) {
        throw InputError(ProblemCode::out_of_range, subject,
            fmt::format(
                "period out of range: year {}, month {} (allowed: 1700 to 2200)", year, month),
            { "check the time axis, or declare the period, e.g. ",
                named(Setting::assume_period, "2019") });
    }
}

double days_in_year(int year, Calendar calendar)
{
    switch (calendar) {
    case Calendar::no_leap:
        return 365.0;
    case Calendar::all_leap:
        return 366.0;
    case Calendar::days_360:
        return 360.0;
    case Calendar::gregorian:
        break;
    }
    return leap(year) ? 366.0 : 365.0;
}

double Period::days(Calendar calendar) const
{
    if (is_year()) {
        return days_in_year(year, calendar);
    }
    if (calendar == Calendar::days_360) {
        return 30.0;
    }
    constexpr std::array<double, 12> lengths { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    const bool long_february = days_in_year(year, calendar) > 365.5;
    return month == 2 && long_february ? 29.0 : lengths[static_cast<std::size_t>(month - 1)];
}

} // namespace cityflux
