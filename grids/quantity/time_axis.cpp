#include "grids/quantity/time_axis.h"

#include "grids/quantity/time_unit.h"
#include "grids/text/error.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Seconds by which bounds may begin off a month: rounding of the times.
constexpr std::int64_t begin_tolerance = 60;
/// Seconds by which bounds may end before a month does: the last hour of hourly data.
constexpr std::int64_t end_tolerance = 3600;

/// Returns the number of a month from the year 0 on.
int month_number(const Date& date)
{
    return 12 * date.year + date.month - 1;
}

/// Returns true if a date is 1 January, the end of the year, or in its middle (30 June to 3 July).
bool marks_year(const Date& date)
{
    return (date.month == 1 && date.day == 1) || (date.month == 12 && date.day >= 30)
        || (date.month == 6 && date.day == 30) || (date.month == 7 && date.day <= 3);
}

/// Returns the first moment of a month if the date is at most `before` seconds earlier and at most
/// `begin_tolerance` later. Returns std::nullopt for other dates.
std::optional<Date> start_of_month(const Date& date, std::int64_t before, Calendar calendar)
{
    const Date later = moved(date, before, calendar);
    const Date start { later.year, later.month };
    return later.day == 1 && later.second <= before + begin_tolerance ? std::optional(start)
                                                                      : std::nullopt;
}

/// Throws InputError unless inventories may have the month of a date.
TimeStep step_at(
    const Date& date, TimeStep::Length length, Calendar calendar, const TimeAxisErrors& errors)
{
    const TimeStep step { { date.year, date.month }, length, calendar };
    try {
        step.month.check(errors.subject);
    } catch (const InputError& error) {
        Message message = error.message();
        message.remedy = errors.remedy;
        throw InputError(std::move(message));
    }
    return step;
}

/// Returns the remedy for steps of days or hours that begin at a date.
Text remedy_for_short_steps(const Date& first)
{
    return fmt::format("make months first, e.g. with cdo "
                       "settaxis,{:04}-{:02}-01,00:00:00,1month -monmean IN.nc OUT.nc for rates "
                       "(-monsum for amounts of a day or hour)",
        first.year, first.month);
}

/// Returns the calendar month or year between two bounds. `index` counts steps from 0. Throws
/// InputError if they are others.
TimeStep bounded_step(const TimeUnit& unit, std::span<const double, 2> bounds, std::size_t index,
    const TimeAxisErrors& errors)
{
    const Calendar calendar = unit.calendar();
    const Date first = unit.date_of(std::min(bounds[0], bounds[1]), errors);
    const Date last = unit.date_of(std::max(bounds[0], bounds[1]), errors);
    const TimeStep unknown = step_at(first, TimeStep::Length::unknown, calendar, errors);
    const auto begin = start_of_month(first, begin_tolerance, calendar);
    const auto end = start_of_month(last, end_tolerance, calendar);
    const int months = begin && end ? month_number(*end) - month_number(*begin) : 0;
    if (months == 1) {
        return step_at(*begin, TimeStep::Length::month, calendar, errors);
    }
    if (months == 12 && begin->month == 1) {
        return step_at({ begin->year, 7 }, TimeStep::Length::year, calendar, errors);
    }
    const double days = days_between(first, last, calendar);
    throw InputError(ProblemCode::unsupported, errors.subject,
        fmt::format("unsupported bounds of step {}: {} to {}, {:.4g} days (allowed: one calendar "
                    "month or year)",
            index + 1, first.text(), last.text(), days),
        days < 26.0 ? remedy_for_short_steps({ unknown.month.year, unknown.month.month })
                    : errors.remedy);
}

[[noreturn]] void refuse_step(
    const std::vector<Date>& dates, std::size_t i, Calendar calendar, const TimeAxisErrors& errors)
{
    const double days = days_between(dates[i], dates[i + 1], calendar);
    throw InputError(ProblemCode::unsupported, errors.subject,
        fmt::format("unsupported length of step {}: {:.4g} days, {} to {} (allowed: a month or a "
                    "year)",
            i + 1, days, dates[i].text(), dates[i + 1].text()),
        days > 0.0 && days < 26.0 ? remedy_for_short_steps(dates[i]) : errors.remedy);
}

/// Returns the length of the steps between two dates or more. Throws InputError if the dates are
/// neither those of months nor those of years.
TimeStep::Length length_of_steps(const std::vector<Date>& dates, TimeUnit::Resolution resolution,
    Calendar calendar, const TimeAxisErrors& errors)
{
    bool neighbours = false;
    bool years
        = resolution != TimeUnit::Resolution::month && std::ranges::all_of(dates, marks_year);
    for (std::size_t i = 0; i + 1 < dates.size(); ++i) {
        const int months = month_number(dates[i + 1]) - month_number(dates[i]);
        const double days = days_between(dates[i], dates[i + 1], calendar);
        if (months < 1 || days <= 26.0 * months || days >= 33.0 * months) {
            refuse_step(dates, i, calendar, errors);
        }
        neighbours = neighbours || months == 1;
        // Mid-years in days differ by leap days: 2 July, 1 July at noon.
        years = years && dates[i + 1].year > dates[i].year && (months + 1) % 12 <= 2;
    }
    if (neighbours) {
        return TimeStep::Length::month;
    }
    if (!years) {
        refuse_step(dates, 0, calendar, errors);
    }
    return TimeStep::Length::year;
}

/// Returns the steps of times without bounds.
std::vector<TimeStep> unbounded_steps(
    const TimeUnit& unit, std::span<const double> times, const TimeAxisErrors& errors)
{
    std::vector<Date> dates;
    for (const double time : times) {
        dates.push_back(unit.date_of(time, errors));
        step_at(dates.back(), TimeStep::Length::unknown, unit.calendar(), errors);
    }
    TimeStep::Length length = TimeStep::Length::unknown;
    if (unit.resolution() == TimeUnit::Resolution::year) {
        length = TimeStep::Length::year;
    } else if (dates.size() > 1) {
        length = length_of_steps(dates, unit.resolution(), unit.calendar(), errors);
    } else if (unit.resolution() == TimeUnit::Resolution::month) {
        length = TimeStep::Length::month;
    }
    std::vector<TimeStep> steps;
    steps.reserve(dates.size());
    for (const Date& date : dates) {
        steps.push_back(step_at(date, length, unit.calendar(), errors));
    }
    return steps;
}

/// Returns true if each time has two bounds, and some are not the same moment.
bool have_length(std::span<const double> bounds, std::size_t times)
{
    bool found = false;
    for (std::size_t i = 0; i + 1 < bounds.size(); i += 2) {
        found = found || bounds[i] != bounds[i + 1];
    }
    return found && bounds.size() == 2 * times;
}

/// Returns the unit of bounds: their own, as xarray writes it after a change of the unit of the
/// times, else that of the axis.
TimeUnit unit_of_bounds(const TimeNumbers& bounds, const TimeNumbers& times, const TimeUnit& axis,
    const TimeAxisErrors& errors)
{
    if (!is_time_unit(bounds.units)) {
        return axis;
    }
    return TimeUnit::parse(bounds.units, bounds.calendar.empty() ? times.calendar : bounds.calendar,
        bounds.values, errors);
}

/// Throws InputError if a time lies outside its bounds by more than a day. `index` counts steps
/// from 0.
void check_time_within(const Date& time, const std::pair<Date, Date>& bounds, const TimeUnit& unit,
    std::size_t index, const TimeAxisErrors& errors)
{
    if (unit.resolution() != TimeUnit::Resolution::moment
        || (days_between(bounds.first, time, unit.calendar()) >= -1.0
            && days_between(time, bounds.second, unit.calendar()) >= -1.0)) {
        return;
    }
    throw InputError(ProblemCode::inconsistent, errors.subject,
        fmt::format("inconsistent bounds of step {}: {} is not between {} and {}", index + 1,
            time.text(), bounds.first.text(), bounds.second.text()),
        "remove bounds that are wrong, e.g. with ncatted -a bounds,time,d,, IN.nc OUT.nc");
}

} // namespace

std::vector<TimeStep> steps_of_time_axis(
    const TimeNumbers& times, const TimeNumbers& bounds, const std::string& subject)
{
    const std::size_t count = times.values.size();
    const TimeAxisErrors errors { subject, remedy_for_time_axis(count) };
    const TimeUnit unit = TimeUnit::parse(times.units, times.calendar, times.values, errors);
    if (!have_length(bounds.values, count)) {
        return unbounded_steps(unit, times.values, errors);
    }
    const TimeUnit bounds_unit = unit_of_bounds(bounds, times, unit, errors);
    std::vector<TimeStep> steps;
    steps.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::span<const double, 2> pair(bounds.values.data() + 2 * i, 2);
        steps.push_back(bounded_step(bounds_unit, pair, i, errors));
        check_time_within(unit.date_of(times.values[i], errors),
            { bounds_unit.date_of(std::min(pair[0], pair[1]), errors),
                bounds_unit.date_of(std::max(pair[0], pair[1]), errors) },
            unit, i, errors);
    }
    return steps;
}

} // namespace cityflux
