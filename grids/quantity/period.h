#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace cityflux {

/// Calendars of the CF conventions, as far as they change the length of a month or year.
enum class Calendar { gregorian, no_leap, all_leap, days_360 };

/// Throws InputError on a calendar that CF does not know; `subject` names the file.
Calendar parse_calendar(std::string_view name, std::string_view subject);

/// The year or month an amount belongs to. `month` is 1..12, or 0 for the whole year.
struct Period {
    int year = 0;
    int month = 0;

    bool is_year() const { return month == 0; }

    /// "2019" or "2019-03" (ISO 8601).
    std::string text() const;
    /// Reads the same; throws InputError beginning with `subject` on anything else, and on years outside 1700..2200.
    static Period parse(std::string_view text, std::string_view subject);
    /// Throws InputError where the year or month cannot be: a broken time axis, not a far future.
    void check(std::string_view subject) const;

    /// Length in days by the calendar.
    double days(Calendar calendar = Calendar::gregorian) const;

    auto operator<=>(const Period&) const = default;
};

/// Days in the year.
double days_in_year(int year, Calendar calendar);

} // namespace cityflux
