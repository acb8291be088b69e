#include "grids/quantity/time_axis.h"

#include "grids/quantity/unit.h"
#include "grids/text/error.h"
#include "grids/text/words.h"

#include <cmath>
#include <cstdio>

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

} // namespace

std::vector<TimeStep> steps_of_time_axis(std::span<const double> times,
    std::span<const double> bounds, const std::string& units, const std::string& calendar_name,
    const std::string& subject)
{
    const Calendar calendar = parse_calendar(calendar_name, subject);
    Epoch epoch;
    const double step_days = parse_units(units, epoch, subject);
    if (calendar == Calendar::gregorian && step_days > 0.0) {
        epoch.day += julian_shift(epoch, calendar_name);
    }
    const auto date_of = [&](double time) {
        const double days = std::abs(time)
            * (step_days > 0.0         ? step_days
                    : step_days == 0.0 ? 30.4375
                                       : 365.25);
        if (!(days <= most_days)) {
            throw InputError(ProblemCode::out_of_range, subject,
                fmt::format("time {} out of range of '{}'", time, units), declare_period());
        }
        if (step_days > 0.0) {
            return moved(epoch, time * step_days, calendar);
        }
        const double months = step_days == 0.0 ? time : time * 12.0;
        const double whole = std::floor(months);
        const double place = epoch.month - 1 + whole;
        Epoch date { epoch.year + static_cast<int>(std::floor(place / 12.0)),
            static_cast<int>(place - 12.0 * std::floor(place / 12.0)) + 1, 1.0 };
        date.day += (months - whole) * 30.0;
        return date;
    };
    // Returns the length of a step in days, for bounds or neighbouring times.
    const auto days_between = [&](double a, double b) {
        return (b - a) * (step_days > 0.0 ? step_days : step_days == 0.0 ? 30.4375 : 365.25);
    };
    std::vector<TimeStep> steps;
    steps.reserve(times.size());
    for (std::size_t i = 0; i < times.size(); ++i) {
        double length = 0.0;
        double middle = times[i];
        if (bounds.size() == 2 * times.size()) {
            length = days_between(bounds[2 * i], bounds[2 * i + 1]);
            middle = 0.5 * (bounds[2 * i] + bounds[2 * i + 1]);
        } else if (times.size() > 1) {
            length = i + 1 < times.size() ? days_between(times[i], times[i + 1])
                                          : days_between(times[i - 1], times[i]);
        }
        const Epoch date = date_of(middle);
        TimeStep step { { date.year, date.month }, TimeStep::Length::unknown, calendar };
        step.month.check(subject);
        if (length > 26.0 && length < 33.0) {
            step.length = TimeStep::Length::month;
        } else if (length > 350.0 && length < 380.0) {
            step.length = TimeStep::Length::year;
        } else if (length != 0.0) {
            throw InputError(ProblemCode::unsupported, subject,
                fmt::format("unsupported length of step {}: {:.4g} days (allowed: a month or a "
                            "year)",
                    i + 1, length),
                declare_period());
        }
        steps.push_back(step);
    }
    return steps;
}

} // namespace cityflux
