#include "grids/quantity/time_axis.h"

#include "tests/refusal.h"

#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using Numbers = std::vector<double>;
using Words = std::vector<std::string>;

/// Each step as "2019-03 month", "2019 year" or "2019-03 ?".
Words read(const Numbers& times, const std::string& units, const std::string& calendar = "",
    const Numbers& bounds = {})
{
    Words out;
    for (const TimeStep& step : steps_of_time_axis(
             { times, units, calendar }, { bounds, "", "" }, "a.nc: time axis 'time'")) {
        out.push_back(step.length == TimeStep::Length::month ? step.month.text() + " month"
                : step.length == TimeStep::Length::year
                ? Period { step.month.year, 0 }.text() + " year"
                : step.month.text() + " ?");
    }
    return out;
}

std::optional<Message> refusal(const Numbers& times, const std::string& units,
    const std::string& calendar = "", const Numbers& bounds = {})
{
    return refused([&] { read(times, units, calendar, bounds); });
}

constexpr const char* axis = "a.nc: time axis 'time'";

const Words months_of_2020 { "2020-01 month", "2020-02 month", "2020-03 month", "2020-04 month",
    "2020-05 month", "2020-06 month", "2020-07 month", "2020-08 month", "2020-09 month",
    "2020-10 month", "2020-11 month", "2020-12 month" };

TEST(TimeAxis, MidMonthDays_AreTwelveMonths)
{
    EXPECT_EQ(read({ 15.5, 45.5, 75.5, 106, 136.5, 167, 197.5, 228.5, 259, 289.5, 320, 350.5 },
                  "days since 2020-01-01"),
        months_of_2020);
}

TEST(TimeAxis, FirstDays_AreTwelveMonths)
{
    EXPECT_EQ(read({ 0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335 },
                  "days since 2020-01-01 00:00:00"),
        months_of_2020);
}

TEST(TimeAxis, LastDays_AreTwelveMonths)
{
    EXPECT_EQ(
        read({ 30, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365 }, "days since 2020-1-1"),
        months_of_2020);
}

TEST(TimeAxis, Bounds_SetTheMonths)
{
    // Times at the end of each month, which is the first day of the next.
    EXPECT_EQ(read({ 31, 60, 91 }, "days since 2020-01-01", "", { 0, 31, 31, 60, 60, 91 }),
        (Words { "2020-01 month", "2020-02 month", "2020-03 month" }));
}

TEST(TimeAxis, CountsInEveryUnitOfTime)
{
    EXPECT_EQ(read({ 0, 31 }, "days since 2019-01-15 12:00"),
        (Words { "2019-01 month", "2019-02 month" }));
    EXPECT_EQ(read({ 0, 744 }, "hours since 2019-01-15T12:00:00Z"),
        (Words { "2019-01 month", "2019-02 month" }));
    EXPECT_EQ(read({ 0, 44640 }, "minutes since 2019-01-15"),
        (Words { "2019-01 month", "2019-02 month" }));
    EXPECT_EQ(read({ 1547510400, 1550188800 }, "seconds since 1970-01-01"),
        (Words { "2019-01 month", "2019-02 month" }));
    EXPECT_EQ(read({ 228, 229, 240 - 10 }, "months since 2000-01-01"),
        (Words { "2019-01 month", "2019-02 month", "2019-03 month" }));
    EXPECT_EQ(read({ 0.5, 1.5 }, "months since 2019-12-01"),
        (Words { "2019-12 month", "2020-01 month" }));
    EXPECT_EQ(
        read({ -1, 0 }, "months since 2019-01-01"), (Words { "2018-12 month", "2019-01 month" }));
    EXPECT_EQ(read({ 18, 19 }, "years since 2000-01-01"), (Words { "2018 year", "2019 year" }));
    EXPECT_EQ(read({ 2018, 2019 }, "years since 0-1-1"), (Words { "2018 year", "2019 year" }));
}

TEST(TimeAxis, DaysBeforeTheEpoch)
{
    EXPECT_EQ(
        read({ -17, 14 }, "days since 2000-01-01"), (Words { "1999-12 month", "2000-01 month" }));
}

TEST(TimeAxis, LeapDaysAddUpOverCenturies)
{
    // 2019-07-02 is day 151,757 from 1603-12-31 on, and day 43,646 from 1900-01-01 on.
    EXPECT_EQ(read({ 43646 }, "days since 1900-01-01"), (Words { "2019-07 ?" }));
    EXPECT_EQ(read({ 43645.9 - 181.0 }, "days since 1900-01-01"), (Words { "2019-01 ?" }));
    EXPECT_EQ(read({ 43645.9 - 182.0 }, "days since 1900-01-01"), (Words { "2018-12 ?" }));
}

TEST(TimeAxis, EpochsOfTheJulianCalendar)
{
    // 1 January of the year 1 is two days earlier by the Julian calendar, which the standard
    // calendar has before 1582.
    for (const char* calendar : { "", "standard", "gregorian" }) {
        EXPECT_EQ(read({ 737060 }, "days since 1-1-1", calendar), (Words { "2018-12 ?" }))
            << calendar;
        EXPECT_EQ(read({ 737061 }, "days since 1-1-1", calendar), (Words { "2019-01 ?" }))
            << calendar;
        EXPECT_EQ(read({ 17689464 }, "hours since 0001-01-01 00:00:0.0", calendar),
            (Words { "2019-01 ?" }))
            << calendar;
    }
    EXPECT_EQ(read({ 737058 }, "days since 1-1-1", "proleptic_gregorian"), (Words { "2018-12 ?" }));
    EXPECT_EQ(read({ 737059 }, "days since 1-1-1", "proleptic_gregorian"), (Words { "2019-01 ?" }));
    // Without leap days, or with twelve months of thirty days, there is nothing Julian.
    EXPECT_EQ(read({ 2018 * 365 }, "days since 1-1-1", "noleap"), (Words { "2019-01 ?" }));
    // 4 October 1582 is the day before 15 October 1582.
    EXPECT_EQ(read({ 159204 + 1 }, "days since 1582-10-04", "standard"),
        read({ 159204 }, "days since 1582-10-15", "standard"));
}

TEST(TimeAxis, FollowsItsCalendar)
{
    // Day 59 from 1 January 2020: 29 February, but 1 March without leap days.
    EXPECT_EQ(read({ 59 }, "days since 2020-01-01", "standard"), (Words { "2020-02 ?" }));
    EXPECT_EQ(read({ 59 }, "days since 2020-01-01", "noleap"), (Words { "2020-03 ?" }));
    EXPECT_EQ(read({ 59 }, "days since 2019-01-01", "standard"), (Words { "2019-03 ?" }));
    EXPECT_EQ(read({ 59 }, "days since 2019-01-01", "all_leap"), (Words { "2019-02 ?" }));
    EXPECT_EQ(read({ 60 }, "days since 2019-01-01", "all_leap"), (Words { "2019-03 ?" }));
    EXPECT_EQ(read({ 59 }, "days since 2019-01-01", "360_day"), (Words { "2019-02 ?" }));
    EXPECT_EQ(read({ 60 }, "days since 2019-01-01", "360_day"), (Words { "2019-03 ?" }));
    // Twenty years of each: 7,305 days with five leap days, 7,300, 7,320, 7,200.
    EXPECT_EQ(
        read({ 7305 }, "days since 2000-01-01", "proleptic_gregorian"), (Words { "2020-01 ?" }));
    EXPECT_EQ(read({ 7300 }, "days since 2000-01-01", "365_day"), (Words { "2020-01 ?" }));
    EXPECT_EQ(read({ 7320 }, "days since 2000-01-01", "366_day"), (Words { "2020-01 ?" }));
    EXPECT_EQ(read({ 7200 }, "days since 2000-01-01", "360_day"), (Words { "2020-01 ?" }));
    EXPECT_EQ(read({ 7199 }, "days since 2000-01-01", "360_day"), (Words { "2019-12 ?" }));
}

TEST(TimeAxis, YearsByDistanceAndByBounds)
{
    EXPECT_EQ(read({ 0, 365, 730 }, "days since 2010-01-01"),
        (Words { "2010 year", "2011 year", "2012 year" }));
    EXPECT_EQ(read({ 182.5 }, "days since 2015-01-01", "", { 0, 365 }), (Words { "2015 year" }));
    EXPECT_EQ(read({ 366 }, "days since 2012-01-01", "", { 0, 366 }), (Words { "2012 year" }))
        << "the time at the year's end";
}

TEST(TimeAxis, SingleTime_HasNoLength)
{
    EXPECT_EQ(read({ 0 }, "days since 2019-01-01"), (Words { "2019-01 ?" }));
}

TEST(TimeAxis, Year2395_IsRefused)
{
    EXPECT_THAT(
        refusal({ 138500 }, "days since 2016-01-01"), IsProblem(ProblemCode::out_of_range, axis));
    EXPECT_THAT(refusal({ 2395 }, "years since 0-1-1"), IsProblem(ProblemCode::out_of_range, axis));
}

TEST(TimeAxis, UnknownCalendar_IsRefused)
{
    EXPECT_THAT(refusal({ 0 }, "days since 2019-01-01", "mayan"),
        IsProblem(ProblemCode::unsupported, axis));
}

TEST(TimeAxis, InvalidTimeUnit_IsRefused)
{
    for (const char* units : { "", "days", "day as %H", "days since the flood",
             "days since 2019-13-01", "days since 2019-01-32" }) {
        EXPECT_THAT(refusal({ 0 }, units), IsProblem(ProblemCode::invalid, axis)) << units;
    }
    EXPECT_EQ(refusal_of([] { read({ 0 }, "days since the flood", "", {}); }),
        "a.nc: time axis 'time': time unit 'days since the flood' is not of the form 'days since "
        "2000-01-01'; declare the period, e.g. assume_period=2019");
    EXPECT_EQ(refusal_of([] { read({ 0 }, "parsecs since 2019-01-01", "", {}); }),
        "a.nc: time axis 'time': inconsistent units: 'parsecs' cannot be converted to 'day'; "
        "declare the period, e.g. assume_period=2019");
}

TEST(TimeAxis, TimesOutOfRangeAreRefused)
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THAT(
        refusal({ nan }, "days since 2019-01-01"), IsProblem(ProblemCode::out_of_range, axis));
    for (const char* unit : { "days", "months", "years", "fortnight" }) {
        EXPECT_THAT(refusal({ 9.97e36 }, std::string(unit) + " since 2019-01-01"),
            IsProblem(ProblemCode::out_of_range, axis))
            << unit;
        EXPECT_TRUE(refusal({ 9e8 }, std::string(unit) + " since 2019-01-01")) << unit;
    }
}

TEST(TimeAxis, StepsOfDays_AreRefused)
{
    EXPECT_EQ(refusal_of([] {
        read({ 0, 1, 2 }, "days since 2019-01-01", "", {});
    }),
        "a.nc: time axis 'time': unsupported length of step 1: 1 days, 2019-01-01 to 2019-01-02 "
        "(allowed: a month or a year); make months first, e.g. with cdo "
        "settaxis,2019-01-01,00:00:00,1month -monmean IN.nc OUT.nc for rates (-monsum for amounts "
        "of a day or hour)");
    EXPECT_THAT(
        refusal({ 0, 3653 }, "days since 2000-03-15"), IsProblem(ProblemCode::unsupported, axis));
    EXPECT_THAT(
        refusal({ 31, 0 }, "days since 2000-01-01"), IsProblem(ProblemCode::unsupported, axis));
}

TEST(TimeAxis, FirstMinutes_KeepTheirMonth)
{
    Numbers minutes;
    for (const double day : { 0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335 }) {
        minutes.push_back((day + 7305) * 1440);
    }
    EXPECT_EQ(read(minutes, "minutes since 2000-01-01"), months_of_2020);
}

TEST(TimeAxis, FractionsOfYears_KeepTheirMonth)
{
    // Twelfths printed with three digits: 0.083, 0.167 ...
    EXPECT_EQ(read({ 2020, 2020.0833, 2020.1667, 2020.25 }, "years since 0-1-1"),
        (Words { "2020-01 month", "2020-02 month", "2020-03 month", "2020-04 month" }));
}

TEST(TimeAxis, SpellingsOfUdunits)
{
    for (const char* units : { "days after 2019-01-01", "days from 2019-01-01",
             "days ref 2019-01-01", "days @ 2019-01-01", "days since 20190101", "Days Since 2019",
             "days since 20190101T000000", "days SINCE 2019-1-1 00:00:00 +08:00" }) {
        EXPECT_EQ(read({ 0, 31, 59 }, units),
            (Words { "2019-01 month", "2019-02 month", "2019-03 month" }))
            << units;
    }
}

TEST(TimeAxis, WrittenDates)
{
    const Words months { "2019-01 month", "2019-02 month" };
    EXPECT_EQ(read({ 20190115, 20190215.5 }, "day as %Y%m%d.%f"), months);
    EXPECT_EQ(read({ 20190101, 20190201 }, ""), months);
    EXPECT_EQ(read({ 201901, 201902 }, ""), months);
    EXPECT_EQ(read({ 201901, 201902 }, "YYYYMM"), months);
    EXPECT_EQ(read({ 201901.5, 201902.5 }, "month as %Y%m.%f"), months);
    EXPECT_EQ(read({ 201902 }, ""), (Words { "2019-02 month" }));
    EXPECT_EQ(read({ 2010, 2015 }, "years"), (Words { "2010 year", "2015 year" }));
    EXPECT_EQ(read({ 2010, 2011 }, ""), (Words { "2010 year", "2011 year" }));
    EXPECT_EQ(read({ 20190115 }, "day as %Y%m%d.%f"), (Words { "2019-01 ?" }));
}

TEST(TimeAxis, NumbersThatAreNoDates_AreRefused)
{
    EXPECT_THAT(refusal({ 20191301, 20191401 }, ""), IsProblem(ProblemCode::invalid, axis));
    EXPECT_THAT(refusal({ 1830, 1861, 1889 }, ""), IsProblem(ProblemCode::invalid, axis));
    EXPECT_THAT(refusal({ 0, 1, 2 }, "years"), IsProblem(ProblemCode::invalid, axis));
    EXPECT_THAT(
        refusal({ 20191301 }, "day as %Y%m%d.%f"), IsProblem(ProblemCode::out_of_range, axis));
}

TEST(TimeAxis, YearsWithGaps)
{
    EXPECT_EQ(read({ 0, 1826, 3652 }, "days since 2010-01-01"),
        (Words { "2010 year", "2015 year", "2020 year" }));
    EXPECT_EQ(read({ 182, 2008 }, "days since 2010-01-01"), (Words { "2010 year", "2015 year" }));
}

TEST(TimeAxis, OneMonthOfSeveralYears_IsRefused)
{
    // 16 January of 2018 and 2019: years, or two Januaries?
    EXPECT_THAT(
        refusal({ 15, 380 }, "days since 2018-01-01"), IsProblem(ProblemCode::unsupported, axis));
    EXPECT_THAT(refusal({ 201901, 202001 }, ""), IsProblem(ProblemCode::unsupported, axis));
}

TEST(TimeAxis, MissingMonth_LeavesTheOthers)
{
    EXPECT_EQ(read({ 15, 45, 105 }, "days since 2019-01-01"),
        (Words { "2019-01 month", "2019-02 month", "2019-04 month" }));
}

TEST(TimeAxis, Quarters_AreRefused)
{
    EXPECT_THAT(refusal({ 0, 90, 181, 273 }, "days since 2019-01-01"),
        IsProblem(ProblemCode::unsupported, axis));
}

TEST(TimeAxis, BoundsOfNoMonth_AreRefused)
{
    // Averages of bounds, a fiscal year, eleven years, a day, a month from its 16th on.
    for (const Numbers& bounds : { Numbers { 166, 196.5 }, { 90, 455 }, { 0, 4018 }, { 0, 1 },
             { 15, 46 }, { 0, 30 }, { 0, 364 } }) {
        EXPECT_THAT(refusal({ bounds[0] }, "days since 2017-01-01", "", bounds),
            IsProblem(ProblemCode::unsupported, axis))
            << bounds[1];
    }
    EXPECT_EQ(refusal_of([] {
        read({ 90 }, "days since 2017-01-01", "", { 90, 455 });
    }),
        "a.nc: time axis 'time': unsupported bounds of step 1: 2017-04-01 to 2018-04-01, 365 days "
        "(allowed: one calendar month or year); declare the period, e.g. assume_period=2019");
}

TEST(TimeAxis, BoundsToTheLastHour_AreAMonth)
{
    EXPECT_EQ(read({ 0 }, "hours since 2019-01-01", "", { 0, 743 }), (Words { "2019-01 month" }));
    EXPECT_EQ(
        read({ 0 }, "days since 2019-01-01", "", { 0, 30.99999 }), (Words { "2019-01 month" }));
}

TEST(TimeAxis, BoundsWithoutLength_AreIgnored)
{
    EXPECT_EQ(read({ 0, 31 }, "days since 2019-01-01", "", { 0, 0, 31, 31 }),
        (Words { "2019-01 month", "2019-02 month" }));
}

TEST(TimeAxis, SeveralTimes_AreNotToBeDeclared)
{
    for (const auto& message : { refusal({ 0, 31 }, "days since 2019-01-01", "mayan"),
             refusal({ 0, 31 }, "days since the flood"),
             refusal({ 138500, 138530 }, "days since 2016-01-01"),
             refusal({ 0, 1 }, "days since 2016-01-01") }) {
        ASSERT_TRUE(message);
        EXPECT_EQ(message->text().find("assume_period"), std::string::npos) << message->text();
    }
}

/// Steps of January and February 2019 in days since 1900, with bounds in a unit of their own.
Words read_with_bounds(const TimeNumbers& bounds)
{
    const Numbers middles { 43479.5, 43509 };
    Words out;
    for (const TimeStep& step :
        steps_of_time_axis({ middles, "days since 1900-01-01", "standard" }, bounds, axis)) {
        out.push_back(step.month.text());
    }
    return out;
}

TEST(TimeAxis, BoundsInTheirOwnUnit_AreRead)
{
    const Numbers days { 0, 31, 31, 59 };
    EXPECT_EQ(
        read_with_bounds({ days, "days since 2019-01-01", "" }), (Words { "2019-01", "2019-02" }));
    const Numbers hours { 0, 744, 744, 1416 };
    EXPECT_EQ(read_with_bounds({ hours, "hours since 2019-01-01", "proleptic_gregorian" }),
        (Words { "2019-01", "2019-02" }));
}

TEST(TimeAxis, BoundsWithoutUnit_HaveThatOfTheAxis)
{
    const Numbers days { 43464, 43495, 43495, 43523 };
    const Words both { "2019-01", "2019-02" };
    EXPECT_EQ(read_with_bounds({ days, "", "" }), both);
    EXPECT_EQ(read_with_bounds({ days, "1", "" }), both);
}

TEST(TimeAxis, TimesOutsideTheirBounds_AreRefused)
{
    const Numbers days { 0, 31, 31, 59 };
    const auto error = refused([&] { read_with_bounds({ days, "", "" }); });
    EXPECT_THAT(error, IsProblem(ProblemCode::inconsistent, axis));
    EXPECT_THAT(
        error->text(), testing::HasSubstr("step 1: 2019-01-16 12:00 is not between 1900-01-01"));
}

TEST(TimeAxis, TimesAtTheEndOfTheirBounds_AreRead)
{
    EXPECT_EQ(read({ 31, 59 }, "days since 2019-01-01", "", { 0, 31, 31, 59 }),
        (Words { "2019-01 month", "2019-02 month" }));
}

} // namespace
} // namespace cityflux
