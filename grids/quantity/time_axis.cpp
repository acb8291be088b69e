#include "grids/quantity/time_axis.h"

#include "grids/quantity/unit.h"
#include "grids/text/error.h"
#include "grids/text/words.h"

#include <cmath>
#include <cstdio>
#include <optional>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr double most_days
    = 1e7; ///< largest distance from the epoch: far beyond every year that a period may have

struct Epoch {
    int year = 0;
    int month = 1;
    double day = 1.0; ///< day of the month, with fraction
};

Text declare_period()
{
    return { "declare the period, e.g. ", named(Setting::assume_period, "2019") };
}

/// Reads "days since 2000-01-01 00:00:00 UTC" into `epoch`. Returns the step in days, 0 for
/// calendar months, -1 for calendar years.
double parse_units(const std::string& units, Epoch& epoch, const std::string& subject)
{
    const auto since = units.find(" since ");
    int year = 0;
    int month = 1;
    int day = 1;
    int hour = 0;
    int minute = 0;
    double second = 0.0;
    const int read = since == std::string::npos
        ? 0
        : std::sscanf(units.c_str() + since + 7, "%d-%d-%d%*1[ T]%d:%d:%lf", &year, &month, &day,
            &hour, &minute, &second);
    if (read < 1 || month < 1 || month > 12 || day < 1 || day > 31) {
        throw InputError(ProblemCode::invalid, subject,
            fmt::format("time unit '{}' is not of the form 'days since 2000-01-01'", units),
            declare_period());
    }
    epoch = { year, month, day + (hour + (minute + second / 60.0) / 60.0) / 24.0 };
    std::string unit = units.substr(0, since);
    if (unit.starts_with("month")) {
        return 0.0;
    }
    if (unit.starts_with("year") || unit.starts_with("common_year")) {
        return -1.0;
    }
    return conversion_factor(unit, "day", subject, declare_period());
}

/// Returns the days by which an epoch before 15 October 1582 ("days since 1-1-1") shifts in the
/// Gregorian calendar. CF's standard calendar is Julian before that date; here all dates are
/// Gregorian.
double julian_shift(const Epoch& epoch, const std::string& calendar_name)
{
    const bool julian = epoch.year < 1582
        || (epoch.year == 1582 && (epoch.month < 10 || (epoch.month == 10 && epoch.day < 15.0)));
    if (!julian || same_word(calendar_name, "proleptic_gregorian")) {
        return 0.0;
    }
    const int year = epoch.month <= 2 ? epoch.year - 1 : epoch.year;
    const int days = year / 100 - year / 400 - 2;
    return days;
}

/// Returns a date moved by days within a calendar, year by year and month by month.
Epoch moved(Epoch date, double days, Calendar calendar)
{
    date.day += days;
    // 400 Gregorian years have 146,097 days: skip whole cycles first.
    const double cycle
        = calendar == Calendar::gregorian ? 146097.0 : 400.0 * days_in_year(2000, calendar);
    const double cycles = std::floor((date.day - 1.0) / cycle);
    date.day -= cycles * cycle;
    date.year += static_cast<int>(400.0 * cycles);
    for (;;) {
        const double length = Period { date.year, date.month }.days(calendar);
        if (date.day < length + 1.0) {
            return date;
        }
        date.day -= length;
        date.month += 1;
        if (date.month > 12) {
            date.month = 1;
            date.year += 1;
        }
    }
}

/// Unit of a time axis: a step of days, calendar months or calendar years since an epoch.
struct TimeUnit {
    std::string text; ///< spelling in the file
    Epoch epoch;
    double days = 0.0; ///< length of a step; 0 for calendar months, -1 for calendar years
    Calendar calendar = Calendar::gregorian;

    /// Returns the mean length of a step in days.
    double mean_days() const { return days > 0.0 ? days : days == 0.0 ? 30.4375 : 365.25; }
};

/// Returns the date of a time. Parts of a month count as parts of 30 days. Throws InputError if the
/// time is out of range.
Epoch date_of(double time, const TimeUnit& unit, const std::string& subject)
{
    if (!(std::abs(time) * unit.mean_days() <= most_days)) {
        throw InputError(ProblemCode::out_of_range, subject,
            fmt::format("time {} out of range of '{}'", time, unit.text), declare_period());
    }
    if (unit.days > 0.0) {
        return moved(unit.epoch, time * unit.days, unit.calendar);
    }
    const double months = unit.days == 0.0 ? time : time * 12.0;
    const double whole = std::floor(months);
    const double month = unit.epoch.month - 1 + whole;
    Epoch date { unit.epoch.year + static_cast<int>(std::floor(month / 12.0)),
        static_cast<int>(month - 12.0 * std::floor(month / 12.0)) + 1, 1.0 };
    date.day += (months - whole) * 30.0;
    return date;
}

/// Returns the length of step `i` in the unit of the axis, by its bounds or by the neighbouring
/// time. Returns 0 if the axis has one time and no bounds.
double length_of_step(std::span<const double> times, std::span<const double> bounds, std::size_t i)
{
    if (bounds.size() == 2 * times.size()) {
        return bounds[2 * i + 1] - bounds[2 * i];
    }
    if (times.size() < 2) {
        return 0.0;
    }
    return i + 1 < times.size() ? times[i + 1] - times[i] : times[i] - times[i - 1];
}

/// Returns std::nullopt for a length, in days, that is neither a month nor a year. A length of 0 is
/// unknown.
std::optional<TimeStep::Length> kind_of_length(double days)
{
    if (days > 26.0 && days < 33.0) {
        return TimeStep::Length::month;
    }
    if (days > 350.0 && days < 380.0) {
        return TimeStep::Length::year;
    }
    return days == 0.0 ? std::optional(TimeStep::Length::unknown) : std::nullopt;
}

} // namespace

std::vector<TimeStep> steps_of_time_axis(std::span<const double> times,
    std::span<const double> bounds, const std::string& units, const std::string& calendar_name,
    const std::string& subject)
{
    TimeUnit unit;
    unit.text = units;
    unit.calendar = parse_calendar(calendar_name, subject);
    unit.days = parse_units(units, unit.epoch, subject);
    if (unit.calendar == Calendar::gregorian && unit.days > 0.0) {
        unit.epoch.day += julian_shift(unit.epoch, calendar_name);
    }
    std::vector<TimeStep> steps;
    steps.reserve(times.size());
    for (std::size_t i = 0; i < times.size(); ++i) {
        const double days = length_of_step(times, bounds, i) * unit.mean_days();
        const double middle = bounds.size() == 2 * times.size()
            ? 0.5 * (bounds[2 * i] + bounds[2 * i + 1])
            : times[i];
        const Epoch date = date_of(middle, unit, subject);
        TimeStep step { { date.year, date.month }, TimeStep::Length::unknown, unit.calendar };
        step.month.check(subject);
        const auto length = kind_of_length(days);
        if (!length) {
            throw InputError(ProblemCode::unsupported, subject,
                fmt::format("unsupported length of step {}: {:.4g} days (allowed: a month or a "
                            "year)",
                    i + 1, days),
                declare_period());
        }
        step.length = *length;
        steps.push_back(step);
    }
    return steps;
}

} // namespace cityflux
