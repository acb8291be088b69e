#include "grids/layers/layer_period.h"

#include "grids/layers/property_sources.h"
#include "grids/text/error.h"
#include "grids/text/number_text.h"

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

Text declare_period()
{
    return { "declare the period, e.g. ", named(Setting::assume_period, "2019"), " or ",
        named(Setting::assume_period, "2019-03") };
}

/// Returns the whole number that a text is, or std::nullopt if it is another number or text.
std::optional<int> whole(const std::string& text)
{
    const auto number = number_of(text);
    return number && std::isfinite(*number) && *number == std::floor(*number)
            && std::abs(*number) < 1e6
        ? std::optional(static_cast<int>(*number))
        : std::nullopt;
}

/// Returns std::nullopt if the inventory's rules find no year.
std::optional<Period> from_rules(const SliceContext& context)
{
    const Inventory& inventory = context.source.inventory;
    const auto year = find_property(inventory.year, "year", context);
    const auto month = find_property(inventory.month, "month", context);
    if (!year) {
        return std::nullopt;
    }
    const auto year_number = whole(*year);
    const auto month_number = month ? whole(*month) : std::optional(0);
    if (!year_number || !month_number) {
        throw InputError(ProblemCode::invalid, context.subject,
            fmt::format(
                "'{}' is not a {}", year_number ? *month : *year, year_number ? "month" : "year"),
            declare_period());
    }
    Period period { *year_number, inventory.step == "year" ? 0 : *month_number };
    if (inventory.step == "month" && period.month == 0) {
        throw InputError(ProblemCode::missing, context.subject,
            fmt::format("missing month: layers of {} are months", inventory.name),
            { "declare the period, e.g. ", named(Setting::assume_period, "2019-03") });
    }
    period.check(context.subject);
    return period;
}

/// Returns the period of a step, or std::nullopt if it may be a month or a year. The inventory's
/// step settles only what the axis leaves open.
std::optional<Period> period_of_step(const TimeStep& step, const Inventory& inventory)
{
    const bool open = step.length == TimeStep::Length::unknown;
    if (step.length == TimeStep::Length::month || (open && inventory.step == "month")) {
        return step.month;
    }
    if (step.length == TimeStep::Length::year || (open && inventory.step == "year")) {
        return Period { step.month.year, 0 };
    }
    return std::nullopt;
}

/// Throws InputError for a time that may be that of a month or of a year.
[[noreturn]] void refuse_open_step(const TimeStep& step, const SliceContext& context)
{
    throw InputError(ProblemCode::ambiguous, context.subject,
        fmt::format(
            "ambiguous time axis: its one time, {}, may be a month or a year", step.month.text()),
        declare_period());
}

/// Returns std::nullopt if the variable has no time axis. Throws InputError if one of its time axes
/// could not be read.
std::optional<Period> from_time_axis(const SliceContext& context)
{
    const std::vector<SliceDimension>& dimensions = context.variable.dimensions;
    for (const SliceDimension& dimension : dimensions) {
        if (dimension.time_error) {
            throw InputError(*dimension.time_error);
        }
    }
    for (std::size_t d = 0; d < context.slice.size(); ++d) {
        if (!dimensions[d].time || !dimensions[d].months.empty()) {
            continue;
        }
        const TimeStep& step = dimensions[d].steps.at(context.slice[d]);
        if (const auto period = period_of_step(step, context.source.inventory)) {
            return period;
        }
        refuse_open_step(step, context);
    }
    return std::nullopt;
}

/// Returns std::nullopt if there is no scalar time coordinate, or if it leaves the period open.
std::optional<Period> from_scalar_time(const SliceContext& context)
{
    const auto& time = context.variable.scalar_time;
    return time && !time->steps.empty()
        ? period_of_step(time->steps.front(), context.source.inventory)
        : std::nullopt;
}

/// Returns std::nullopt if neither the variable nor the file has a "year", or if it lacks the month
/// that the inventory's layers need.
std::optional<Period> from_attributes(const SliceContext& context)
{
    for (const Attributes* attributes :
        { &context.variable.attributes, &context.source.file.attributes() }) {
        if (const auto stated = whole(attributes->text("year"))) {
            const Period period { *stated, whole(attributes->text("month")).value_or(0) };
            period.check(context.subject);
            return context.source.inventory.step == "month" && period.is_year()
                ? std::nullopt
                : std::optional(period);
        }
    }
    return std::nullopt;
}

/// Returns the month by a dimension that counts months without a year, or 0 if there is none.
int month_of_slice(const SliceContext& context)
{
    for (std::size_t d = 0; d < context.slice.size(); ++d) {
        const std::vector<int>& months = context.variable.dimensions[d].months;
        if (!months.empty()) {
            return months.at(context.slice[d]);
        }
    }
    return 0;
}

/// Returns a time that leaves open whether the period is its month or its year, on the time axis
/// or in a scalar coordinate.
std::optional<Period> open_time(const SliceContext& context)
{
    const auto of = [](const TimeStep& step) {
        return step.length == TimeStep::Length::unknown ? std::optional(step.month) : std::nullopt;
    };
    for (std::size_t d = 0; d < context.slice.size(); ++d) {
        const SliceDimension& dimension = context.variable.dimensions[d];
        if (dimension.time && context.slice[d] < dimension.steps.size()) {
            return of(dimension.steps[context.slice[d]]);
        }
    }
    const auto& scalar = context.variable.scalar_time;
    return scalar && !scalar->steps.empty() ? of(scalar->steps.front()) : std::nullopt;
}

/// Returns std::nullopt if the inventory's rules find no year.
std::optional<StatedPeriod> stated_by_rules(const SliceContext& context)
{
    const auto period = from_rules(context);
    return period ? std::optional(
               StatedPeriod { *period, period->is_year() && context.source.inventory.step.empty(),
                   !has_source(context.source.inventory.year, "year", context) })
                  : std::nullopt;
}

/// Returns the period without the month of month_of_slice().
Period found_period(const SliceContext& context)
{
    if (const auto& declared = context.source.assumptions.period) {
        return *declared;
    }
    for (const auto& find : { from_rules, from_time_axis, from_scalar_time, from_attributes }) {
        if (const auto period = find(context)) {
            return *period;
        }
    }
    if (const auto& time = context.variable.scalar_time) {
        if (time->time_error) {
            throw InputError(*time->time_error);
        }
        refuse_open_step(time->steps.front(), context);
    }
    throw InputError(ProblemCode::missing, context.subject, "missing period", declare_period());
}

} // namespace

Period period_of(const SliceContext& context)
{
    Period period = found_period(context);
    if (period.is_year()) {
        period.month = month_of_slice(context);
    }
    return period;
}

bool StatedPeriod::may_be(const Period& declared) const
{
    return declared == period
        || (open && declared.year == period.year
            && (declared.is_year() || period.is_year() || declared.month == period.month));
}

std::optional<StatedPeriod> stated_period(const SliceContext& context)
{
    try {
        if (const auto stated = stated_by_rules(context)) {
            return stated;
        }
        if (const auto time = open_time(context)) {
            return StatedPeriod { *time, true };
        }
        for (const auto& find : { from_time_axis, from_scalar_time }) {
            if (const auto period = find(context)) {
                return StatedPeriod { *period };
            }
        }
        const auto period = from_attributes(context);
        return period ? std::optional(StatedPeriod { *period, period->is_year() }) : std::nullopt;
    } catch (const InputError&) {
        return std::nullopt;
    }
}

Calendar calendar_of(const SliceContext& context)
{
    const auto& declared = context.source.assumptions.period;
    const auto of = [&](const TimeStep& step) {
        return declared && declared->year != step.month.year ? Calendar::gregorian : step.calendar;
    };
    for (std::size_t d = 0; d < context.slice.size(); ++d) {
        const SliceDimension& dimension = context.variable.dimensions[d];
        if (dimension.time && context.slice[d] < dimension.steps.size()) {
            return of(dimension.steps[context.slice[d]]);
        }
    }
    const auto& scalar = context.variable.scalar_time;
    return scalar && !scalar->steps.empty() ? of(scalar->steps.front()) : Calendar::gregorian;
}

} // namespace cityflux
