#include "grids/quantity/period.h"

#include "tests/refusal.h"

#include <gtest/gtest.h>

namespace cityflux {
namespace {

TEST(Period, IsWrittenAndReadAsIso8601)
{
    EXPECT_EQ((Period { 2019, 0 }).text(), "2019");
    EXPECT_EQ((Period { 2019, 3 }).text(), "2019-03");
    EXPECT_EQ(Period::parse("2019", "p"), (Period { 2019, 0 }));
    EXPECT_EQ(Period::parse("2019-03", "p"), (Period { 2019, 3 }));
    EXPECT_EQ(Period::parse("2019-12", "p"), (Period { 2019, 12 }));
}

TEST(Period, TextWithoutPeriod_IsRefused)
{
    for (const char* text :
        { "", "March 2019", "2019-", "2019-00", "2019-03-01", "2019/03", "2019-3x", " 2019" }) {
        EXPECT_THAT(refused([&] { Period::parse(text, "--period"); }),
            IsProblem(ProblemCode::invalid, "--period"))
            << text;
    }
}

TEST(Period, PeriodOutOfRange_IsRefused)
{
    EXPECT_EQ(refusal_of([] { Period::parse("2395", "a.nc"); }),
        "a.nc: period out of range: year 2395, month 0 (allowed: 1700 to 2200); check the time "
        "axis, or declare the period, e.g. assume_period=2019");
    EXPECT_EQ(refusal_of([] { Period::parse("2019-13", "a.nc"); }),
        "a.nc: '2019-13' is not a period; write a year or a month, e.g. 2019 or 2019-03");
    EXPECT_THAT(refused([] {
        (Period { 1699, 1 }).check("a.nc");
    }),
        IsProblem(ProblemCode::out_of_range, "a.nc"));
    EXPECT_EQ(refusal_of([] { (Period { 1700, 12 }).check("a.nc"); }), "accepted");
    EXPECT_EQ(refusal_of([] { (Period { 2200, 0 }).check("a.nc"); }), "accepted");
}

TEST(Period, HasItsRealLength)
{
    EXPECT_EQ((Period { 2019, 0 }).days(), 365.0);
    EXPECT_EQ((Period { 2020, 0 }).days(), 366.0);
    EXPECT_EQ((Period { 1900, 0 }).days(), 365.0) << "a century that is no multiple of 400";
    EXPECT_EQ((Period { 2000, 0 }).days(), 366.0);
    EXPECT_EQ((Period { 2019, 2 }).days(), 28.0);
    EXPECT_EQ((Period { 2020, 2 }).days(), 29.0);
    EXPECT_EQ((Period { 2020, 4 }).days(), 30.0);
    EXPECT_EQ((Period { 2020, 12 }).days(), 31.0);
}

TEST(Period, FollowsItsCalendar)
{
    struct Case {
        Calendar calendar;
        double year_2020, february_2020, february_2019, march_2019;
    };
    for (const Case& c : { Case { Calendar::gregorian, 366, 29, 28, 31 },
             Case { Calendar::no_leap, 365, 28, 28, 31 },
             Case { Calendar::all_leap, 366, 29, 29, 31 },
             Case { Calendar::days_360, 360, 30, 30, 30 } }) {
        EXPECT_EQ((Period { 2020, 0 }).days(c.calendar), c.year_2020);
        EXPECT_EQ((Period { 2020, 2 }).days(c.calendar), c.february_2020);
        EXPECT_EQ((Period { 2019, 2 }).days(c.calendar), c.february_2019);
        EXPECT_EQ((Period { 2019, 3 }).days(c.calendar), c.march_2019);
    }
}

TEST(Period, TwelveMonths_AreAYear)
{
    for (const Calendar calendar :
        { Calendar::gregorian, Calendar::no_leap, Calendar::all_leap, Calendar::days_360 }) {
        for (const int year : { 1900, 2000, 2019, 2020 }) {
            double days = 0.0;
            for (int month = 1; month <= 12; ++month) {
                days += Period { year, month }.days(calendar);
            }
            EXPECT_EQ(days, days_in_year(year, calendar)) << year;
        }
    }
}

TEST(Calendar, IsReadByTheNamesOfCf)
{
    for (const char* name : { "", "standard", "gregorian", "proleptic_gregorian", "Gregorian" }) {
        EXPECT_EQ(parse_calendar(name, "a.nc"), Calendar::gregorian) << name;
    }
    EXPECT_EQ(parse_calendar("noleap", "a.nc"), Calendar::no_leap);
    EXPECT_EQ(parse_calendar("365_day", "a.nc"), Calendar::no_leap);
    EXPECT_EQ(parse_calendar("all_leap", "a.nc"), Calendar::all_leap);
    EXPECT_EQ(parse_calendar("366_day", "a.nc"), Calendar::all_leap);
    EXPECT_EQ(parse_calendar("360_day", "a.nc"), Calendar::days_360);
}

TEST(Calendar, IsRefusedWhereItIsUnknown)
{
    EXPECT_EQ(refusal_of([] { parse_calendar("mayan", "a.nc: time axis 'time'"); }),
        "a.nc: time axis 'time': unsupported calendar 'mayan' (known: standard, "
        "proleptic_gregorian, noleap, all_leap, 360_day); declare the period, e.g. "
        "assume_period=2019");
}

} // namespace
} // namespace cityflux
