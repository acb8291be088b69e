#include "pipeline/output/period_span.h"

#include <chrono>

namespace cityflux {
namespace {

double day_of_begin(const Period& period)
{
    using namespace std::chrono;
    const year_month month_of { year(period.year),
        month(period.is_year() ? 1U : static_cast<unsigned>(period.month)) };
    const sys_days origin = year(1850) / January / day(1);
    return static_cast<double>((sys_days(month_of / day(1)) - origin).count());
}

} // namespace

std::string PeriodSpan::text() const
{
    if (first == last) {
        return first.text();
    }
    if (first.year == last.year && first.month == 1 && last.month == 12) {
        return Period { first.year, 0 }.text();
    }
    return first.text() + "/" + last.text();
}

double PeriodSpan::first_day() const
{
    return day_of_begin(first);
}

double PeriodSpan::end_day() const
{
    return day_of_begin(last) + last.days();
}

bool overlap(const Period& a, const Period& b)
{
    return a.year == b.year && (a.is_year() || b.is_year() || a.month == b.month);
}

} // namespace cityflux
