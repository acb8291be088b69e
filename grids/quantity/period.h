#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace cityflux {

/// Calendars of the CF conventions that differ in the length of a month or year.
enum class Calendar { gregorian, no_leap, all_leap, days_360 };

/// Throws InputError on an unsupported calendar; `subject` names the file.
Calendar parse_calendar(std::string_view name, std::string_view subject);

/// Year or month of an amount. `month` is 1..12, or 0 for the whole year.
struct Period {
    int year = 0;
    int month = 0;

    bool is_year() const { return month == 0; }

    /// Returns "2019" or "2019-03" (ISO 8601).
    std::string text() const;
    /// Reads the format of text(). Throws InputError beginning with `subject` on anything else, and
    /// on years outside 1700..2200.
    static Period parse(std::string_view text, std::string_view subject);
    /// Throws InputError if year or month is out of range, which indicates a broken time axis.
    void check(std::string_view subject) const;

    /// Returns the length in days by the calendar.
    double days(Calendar calendar = Calendar::gregorian) const;

    auto operator<=>(const Period&) const = default;
};

/// Returns the number of days in the year.
double days_in_year(int year, Calendar calendar);

} // namespace cityflux
