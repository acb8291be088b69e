#pragma once

#include "grids/quantity/period.h"
#include "grids/text/message.h"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cityflux {

/// Moment of a calendar, to the second.
struct Date {
    int year = 0;
    int month = 1; ///< 1..12
    int day = 1; ///< 1..31
    int second = 0; ///< of the day

    /// Returns "2019-01-16" at midnight, else "2019-01-16 12:00".
    std::string text() const;

    auto operator<=>(const Date&) const = default;
};

/// Returns the date some seconds later within a calendar.
Date moved(Date date, std::int64_t seconds, Calendar calendar);
/// Returns the days from `first` to `last` in a calendar, with fraction.
double days_between(const Date& first, const Date& last, Calendar calendar);

/// Subject and remedy of the errors of one time axis.
struct TimeAxisErrors {
    std::string subject; ///< "FILE: time axis NAME"
    Text remedy;
};

/// Returns the remedy for a time axis of `size` steps whose periods are unknown: to declare the
/// period if there is one step, which is all that a declaration can do, else to set the times.
Text remedy_for_time_axis(std::size_t size);

/// Meaning of the numbers of a time axis: a step since an epoch, or dates written as numbers.
class TimeUnit {
public:
    /// Smallest span that the numbers distinguish. `moment` is any step below a month.
    enum class Resolution { moment, month, year };

    /// Reads "days since 2000-01-01" in the spellings of UDUNITS-2 (since, after, from, ref, @;
    /// also 20000101), and dates written as numbers: "day as %Y%m%d.%f", or YYYYMMDD, YYYYMM and
    /// years without a unit, which `times` show. Parts of a month count as parts of 30 days. Throws
    /// InputError if neither fits, or on an unknown calendar.
    static TimeUnit parse(const std::string& units, const std::string& calendar,
        std::span<const double> times, const TimeAxisErrors& errors);

    Calendar calendar() const { return calendar_; }
    Resolution resolution() const { return resolution_; }

    /// Returns the date of a time, rounded to the second. Throws InputError if the time is not a
    /// date, or is far beyond every period.
    Date date_of(double time, const TimeAxisErrors& errors) const;

private:
    enum class Form { seconds, months, absolute_days, absolute_months, absolute_years };

    /// Reads "day as %Y%m%d.%f" or a unit that leaves the form of a date to `times`. Returns false
    /// if neither fits.
    bool parse_absolute(std::span<const double> times);
    /// Reads a step since an epoch. Returns false if the text has another form.
    bool parse_relative(const std::string& calendar_name, const TimeAxisErrors& errors);

    std::string text_; ///< spelling in the file
    Calendar calendar_ = Calendar::gregorian;
    Form form_ = Form::seconds;
    double scale_ = 1.0; ///< seconds or months of a step
    Date epoch_;
    Resolution resolution_ = Resolution::moment;
};

/// Returns true for the unit of a time axis: "days since 2000-01-01" and its spellings, or "day as
/// %Y%m%d.%f".
bool is_time_unit(const std::string& units);

/// Returns true if all numbers are dates of inventories: YYYYMMDD, YYYYMM, or consecutive years.
bool are_written_dates(std::span<const double> numbers);

} // namespace cityflux
