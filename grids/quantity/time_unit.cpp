#include "grids/quantity/time_unit.h"

#include "grids/quantity/unit.h"
#include "grids/text/error.h"
#include "grids/text/text_pattern.h"
#include "grids/text/words.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr std::int64_t day_seconds = 86400;
constexpr double most_days
    = 1e7; ///< largest distance from the epoch: far beyond every year that a period may have
constexpr int first_year = 1700; ///< of the years that a period may have
constexpr int last_year = 2200;

/// Groups: step, word, epoch.
const TextPattern& relative_pattern()
{
    static const TextPattern pattern(
        R"(^\s*(\S.*?)(?:\s+(since|after|from|ref)\s+|\s*@\s*)(\S.*?)\s*$)",
        TextPattern::Case::ignored);
    return pattern;
}

/// Groups: day, month or year.
const TextPattern& absolute_pattern()
{
    static const TextPattern pattern(
        R"(^\s*(day|month|year)s?\s+as\s+%Y\S*\s*$)", TextPattern::Case::ignored);
    return pattern;
}

bool is_year(double number)
{
    return number == std::floor(number) && number >= first_year && number <= last_year;
}

/// Returns true for YYYYMM of a year that a period may have.
bool is_month_number(double number)
{
    const double month = std::fmod(number, 100.0);
    return number == std::floor(number) && is_year(std::floor(number / 100.0)) && month >= 1.0
        && month <= 12.0;
}

/// Returns true for YYYYMMDD, with a fraction of the day.
bool is_day_number(double number)
{
    const double day = std::floor(std::fmod(number, 100.0));
    return is_month_number(std::floor(number / 100.0)) && day >= 1.0 && day <= 31.0;
}

bool all(std::span<const double> numbers, bool (*holds)(double))
{
    return !numbers.empty() && std::ranges::all_of(numbers, holds);
}

/// Returns true for units that state no more than that the numbers are dates, such as "YYYYMM".
bool leaves_form_to_values(const std::string& units)
{
    static const TextPattern pattern(
        R"(^\s*(1|none|dates?|yyyy(-?mm)?(-?dd)?(\.f+)?|%Y(-?%m)?(-?%d)?(\.%f)?)?\s*$)",
        TextPattern::Case::ignored);
    return pattern.matches(units);
}

/// Returns true for units of years that number the years of the calendar.
bool counts_years(const std::string& units)
{
    static const TextPattern pattern(
        R"(^\s*((calendar|common)?[ _]?years?|yrs?|a|yyyy|%Y|years? (ad|ce)|ad|ce)\s*$)",
        TextPattern::Case::ignored);
    return pattern.matches(units);
}

bool are_consecutive_years(std::span<const double> numbers)
{
    return numbers.size() > 1 && all(numbers, is_year)
        && std::adjacent_find(
               numbers.begin(), numbers.end(), [](double a, double b) { return b != a + 1.0; })
        == numbers.end();
}

/// Reads "2000-01-01 00:00:00 UTC" or "20000101T000000". A time zone is ignored: the months of a
/// local time are those of the inventory. Returns false if it is another text.
bool read_epoch(const std::string& text, Date& epoch)
{
    int hour = 0;
    int minute = 0;
    double second = 0.0;
    const TextPattern packed(R"(^(\d{4})(\d{2})(\d{2})?(?:[ T]+(\d{2}):?(\d{2})?:?(\d{2})?.*)?$)");
    if (const auto parts = packed.first_match(text); !parts.empty()) {
        const auto number
            = [&](std::size_t i) { return parts[i].empty() ? 0 : std::stoi(parts[i]); };
        epoch = { number(1), number(2), parts[3].empty() ? 1 : number(3) };
        hour = number(4);
        minute = number(5);
        second = number(6);
    } else if (std::sscanf(text.c_str(), "%d-%d-%d%*1[ T]%d:%d:%lf", &epoch.year, &epoch.month,
                   &epoch.day, &hour, &minute, &second)
        < 1) {
        return false;
    }
    epoch.second = static_cast<int>(std::lround(hour * 3600.0 + minute * 60.0 + second));
    return epoch.month >= 1 && epoch.month <= 12 && epoch.day >= 1 && epoch.day <= 31 && hour >= 0
        && hour <= 24 && minute >= 0 && minute < 60 && second >= 0.0 && second <= 60.0
        && std::abs(epoch.year) < 100000;
}

/// Returns the days by which an epoch before 15 October 1582 ("days since 1-1-1") shifts in the
/// Gregorian calendar. CF's standard calendar is Julian before that date; here all dates are
/// Gregorian.
int julian_shift(const Date& epoch, const std::string& calendar_name)
{
    const bool julian = epoch < Date { 1582, 10, 15 };
    if (!julian || same_word(calendar_name, "proleptic_gregorian")) {
        return 0;
    }
    const int year = epoch.month <= 2 ? epoch.year - 1 : epoch.year;
    return year / 100 - year / 400 - 2;
}

/// Returns a date that is some months later, with a fraction of a month of 30 days. Printed and
/// binary fractions of years are rounded to the month where they come within a hundredth of it.
Date moved_by_months(const Date& epoch, double months, Calendar calendar)
{
    if (std::abs(months - std::round(months)) < 0.01) {
        months = std::round(months);
    }
    const double whole = std::floor(months);
    const double month = epoch.month - 1 + whole;
    const Date date { epoch.year + static_cast<int>(std::floor(month / 12.0)),
        static_cast<int>(month - 12.0 * std::floor(month / 12.0)) + 1 };
    return moved(date, std::llround((months - whole) * 30.0 * day_seconds), calendar);
}

InputError error_with(const InputError& error, const Text& remedy)
{
    Message message = error.message();
    message.remedy = remedy;
    return InputError(std::move(message));
}

} // namespace

Text remedy_for_time_axis(std::size_t size)
{
    if (size == 1) {
        return { "declare the period, e.g. ", named(Setting::assume_period, "2019") };
    }
    return "set the times, e.g. with cdo settaxis,2019-01-01,00:00:00,1month IN.nc OUT.nc (1year "
           "for years)";
}

std::string Date::text() const
{
    std::string text = fmt::format("{:04}-{:02}-{:02}", year, month, day);
    if (second != 0) {
        text += fmt::format(" {:02}:{:02}", second / 3600, second / 60 % 60);
    }
    return text;
}

Date moved(Date date, std::int64_t seconds, Calendar calendar)
{
    const std::int64_t total = date.second + seconds;
    std::int64_t days = total / day_seconds - (total % day_seconds < 0 ? 1 : 0);
    date.second = static_cast<int>(total - days * day_seconds);
    days += date.day - 1;
    // 400 Gregorian years have 146,097 days: skip whole cycles first.
    const auto cycle = calendar == Calendar::gregorian
        ? std::int64_t { 146097 }
        : static_cast<std::int64_t>(400.0 * days_in_year(2000, calendar));
    const std::int64_t cycles = days / cycle - (days % cycle < 0 ? 1 : 0);
    days -= cycles * cycle;
    date.year += static_cast<int>(400 * cycles);
    for (;;) {
        const auto length
            = static_cast<std::int64_t>(Period { date.year, date.month }.days(calendar));
        if (days < length) {
            date.day = static_cast<int>(days) + 1;
            return date;
        }
        days -= length;
        date.month += 1;
        if (date.month > 12) {
            date.month = 1;
            date.year += 1;
        }
    }
}

double days_between(const Date& first, const Date& last, Calendar calendar)
{
    if (last < first) {
        return -days_between(last, first, calendar);
    }
    double days = last.day - first.day + (last.second - first.second) / double(day_seconds);
    for (Period month { first.year, first.month };
         month.year < last.year || month.month < last.month;) {
        days += month.days(calendar);
        month = month.month == 12 ? Period { month.year + 1, 1 }
                                  : Period { month.year, month.month + 1 };
    }
    return days;
}

bool TimeUnit::parse_absolute(std::span<const double> times)
{
    const auto stated = absolute_pattern().first_match(text_);
    const bool open = leaves_form_to_values(text_);
    const std::string step = stated.empty() ? "" : lower_case(stated[1]);
    if (step == "day" || (open && all(times, is_day_number))) {
        form_ = Form::absolute_days;
    } else if (step == "month") {
        form_ = Form::absolute_months;
    } else if (open && all(times, is_month_number)) {
        form_ = Form::absolute_months;
        resolution_ = Resolution::month;
    } else if (step == "year") {
        form_ = Form::absolute_years;
    } else if ((counts_years(text_) && all(times, is_year))
        || (open && are_consecutive_years(times))) {
        form_ = Form::absolute_years;
        resolution_ = Resolution::year;
    } else {
        return false;
    }
    return true;
}

bool TimeUnit::parse_relative(const std::string& calendar_name, const TimeAxisErrors& errors)
{
    const auto parts = relative_pattern().first_match(text_);
    if (parts.empty() || !read_epoch(parts[3], epoch_)) {
        return false;
    }
    const std::string step = parts[1].size() > 1 ? lower_case(parts[1]) : parts[1];
    const bool years = step.starts_with("year") || step.starts_with("common_year");
    if (years || step.starts_with("month")) {
        form_ = Form::months;
        scale_ = years ? 12.0 : 1.0;
        return true;
    }
    scale_ = conversion_factor(step, "day", errors.subject, errors.remedy) * day_seconds;
    if (calendar_ == Calendar::gregorian) {
        epoch_.day += julian_shift(epoch_, calendar_name);
    }
    return true;
}

TimeUnit TimeUnit::parse(const std::string& units, const std::string& calendar,
    std::span<const double> times, const TimeAxisErrors& errors)
{
    TimeUnit unit;
    unit.text_ = units;
    try {
        unit.calendar_ = parse_calendar(calendar, errors.subject);
    } catch (const InputError& error) {
        throw error_with(error, errors.remedy);
    }
    if (!unit.parse_absolute(times) && !unit.parse_relative(calendar, errors)) {
        throw InputError(ProblemCode::invalid, errors.subject,
            fmt::format("time unit '{}' is not of the form 'days since 2000-01-01'", units),
            errors.remedy);
    }
    return unit;
}

Date TimeUnit::date_of(double time, const TimeAxisErrors& errors) const
{
    const auto refuse = [&] {
        throw InputError(ProblemCode::out_of_range, errors.subject,
            fmt::format("time {} out of range of '{}'", time, text_), errors.remedy);
    };
    const auto fraction_of_day = [](double number) {
        return static_cast<int>(std::lround((number - std::floor(number)) * day_seconds));
    };
    const auto part = [](double number, double unit) {
        return static_cast<int>(std::fmod(std::floor(number / unit), 100.0));
    };
    switch (form_) {
    case Form::absolute_days:
        if (!is_day_number(time)) {
            refuse();
        }
        return moved({ static_cast<int>(time / 1e4), part(time, 100.0), part(time, 1.0) },
            fraction_of_day(time), calendar_);
    case Form::absolute_months:
        if (!is_month_number(std::floor(time))) {
            refuse();
        }
        return moved_by_months({ static_cast<int>(time / 100.0), part(time, 1.0) },
            time - std::floor(time), calendar_);
    case Form::absolute_years:
        if (!is_year(std::floor(time))) {
            refuse();
        }
        return moved_by_months(
            { static_cast<int>(time) }, (time - std::floor(time)) * 12.0, calendar_);
    case Form::months:
    case Form::seconds:
        break;
    }
    const double step_days = form_ == Form::months ? scale_ * 30.4375 : scale_ / day_seconds;
    if (!(std::abs(time) * step_days <= most_days)) {
        refuse();
    }
    return form_ == Form::months ? moved_by_months(epoch_, time * scale_, calendar_)
                                 : moved(epoch_, std::llround(time * scale_), calendar_);
}

bool is_time_unit(const std::string& units)
{
    // Other words than "since" need a date behind them: "levels from 1" is not a time.
    static const TextPattern dated(R"(^\d{4}|^\d+-\d)");
    const auto parts = relative_pattern().first_match(units);
    return (!parts.empty()
               && (same_word(parts[2], "since") || !dated.first_match(parts[3]).empty()))
        || !absolute_pattern().first_match(units).empty();
}

bool are_written_dates(std::span<const double> numbers)
{
    return all(numbers, is_day_number) || all(numbers, is_month_number)
        || are_consecutive_years(numbers);
}

} // namespace cityflux
