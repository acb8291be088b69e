#include "grids/storage/netcdf_time.h"

#include "grids/quantity/time_unit.h"
#include "grids/storage/date_labels.h"
#include "grids/storage/netcdf_coordinates.h"
#include "grids/storage/netcdf_groups.h"
#include "grids/text/error.h"
#include "grids/text/text_pattern.h"
#include "grids/text/words.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Variable = NetcdfHandle::Variable;

std::string subject_of(const NetcdfHandle& handle, const std::string& name)
{
    return fmt::format("{}: time axis '{}'", handle.path(), name);
}

bool names_months(const std::string& name)
{
    static const TextPattern pattern(
        "(months?|mon|moy|month_?of_?(the_?)?year)", TextPattern::Case::ignored);
    return pattern.matches(name);
}

/// Returns the months that a dimension counts, each once. Empty if it counts something else.
std::vector<int> months_of(const SliceDimension& dimension, std::span<const double> values)
{
    std::vector<int> months;
    if (!values.empty()) {
        // From 0 on only if there are all twelve.
        const double first = values.size() == 12 && std::ranges::min(values) == 0.0 ? 1.0 : 0.0;
        for (const double value : values) {
            const double month = value + first;
            months.push_back(month == std::floor(month) && month >= 1 && month <= 12
                    ? static_cast<int>(month)
                    : 0);
        }
    } else if (!dimension.labels.empty()) {
        std::ranges::transform(dimension.labels, std::back_inserter(months), month_of_text);
    } else if (dimension.size == 12) {
        months = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
    }
    const std::set<int> different(months.begin(), months.end());
    return different.size() == months.size() && !different.contains(0) ? months
                                                                       : std::vector<int>();
}

/// Returns true for names of a time axis.
bool names_time(const std::string& name)
{
    static const TextPattern pattern("(t|times?|dates?|years?)", TextPattern::Case::ignored);
    return pattern.matches(name);
}

/// Returns true for a dimension of seasons, weeks, days or hours without a date.
bool counts_parts_of_year(const SliceDimension& dimension)
{
    static const TextPattern name(
        "(seasons?|quarters?|(iso)?weeks?|days?|hours?|doy|dow|((iso)?week|day|hour)_?of_?"
        "(the_?)?(year|month|week|day)|week_?day)",
        TextPattern::Case::ignored);
    static const TextPattern label("(djf|mam|jja|son)", TextPattern::Case::ignored);
    return dimension.size > 1
        && (name.matches(dimension.name)
            || (!dimension.labels.empty() && std::ranges::all_of(dimension.labels, [](auto& text) {
                   return label.matches(text);
               })));
}

Text remedy_of_dates(const SliceDimension& dimension)
{
    return fmt::format("give it dates, e.g. in xarray with data.assign_coords({0}="
                       "pandas.date_range('2019-01-01', periods={1}, freq='MS'))",
        dimension.name, dimension.size);
}

/// Returns why a dimension without dates is not a sector: it counts parts of a year, or is called a
/// time. Returns std::nullopt for other dimensions.
std::optional<Message> missing_dates(const SliceDimension& dimension, const NetcdfHandle& handle)
{
    const std::string subject = subject_of(handle, dimension.name);
    if (counts_parts_of_year(dimension)) {
        return Message { ProblemCode::unsupported, subject,
            "unsupported steps: parts of a year without a date (allowed: months and years)",
            fmt::format("aggregate it first, e.g. in xarray with data.sum('{0}') for amounts or "
                        "data.mean('{0}') for rates",
                dimension.name) };
    }
    if (dimension.size > 1 && names_time(dimension.name)) {
        return Message { ProblemCode::missing, subject,
            fmt::format("missing dates of its {} steps", dimension.size),
            remedy_of_dates(dimension) };
    }
    return std::nullopt;
}

/// Reads the steps of a coordinate. Throws InputError if they are not months or years.
std::vector<TimeStep> steps_of(
    const NetcdfHandle& handle, const Variable& coordinate, std::span<const double> values)
{
    std::string units = coordinate.attributes.text("units");
    if (units.empty() && lower_case(base_name(coordinate)).starts_with("year")) {
        units = "years";
    }
    const std::string subject = subject_of(handle, coordinate.name);
    if (coordinate.attributes.has("climatology")) {
        throw InputError(ProblemCode::unsupported, subject,
            "unsupported climatology: its steps are statistics over several years",
            remedy_for_time_axis(values.size()));
    }
    const Variable* stored = find_near(handle, coordinate.attributes.text("bounds"), coordinate);
    std::vector<double> numbers;
    TimeNumbers bounds;
    if (stored != nullptr && stored->numeric) {
        numbers = unpacked_numbers(handle, *stored);
        bounds = { numbers, stored->attributes.text("units"), stored->attributes.text("calendar") };
    }
    return steps_of_time_axis(
        { values, units, coordinate.attributes.text("calendar") }, bounds, subject);
}

} // namespace

void read_time(SliceDimension& dimension, const NetcdfHandle& handle, const Variable* coordinate,
    std::span<const double> values)
{
    const bool months = names_months(dimension.name);
    const std::vector<double> dates
        = dates_of(dimension.labels, months || names_time(dimension.name));
    const bool numbered = coordinate != nullptr
        && (role_of(*coordinate) == AxisRole::time || (months && are_written_dates(values)));
    if (numbered || !dates.empty()) {
        dimension.time = true;
        try {
            dimension.steps = numbered ? steps_of(handle, *coordinate, values)
                                       : steps_of_dates(dates, subject_of(handle, dimension.name));
        } catch (const InputError& error) {
            dimension.time_error = error.message();
        }
    } else if (months) {
        dimension.time = true;
        dimension.months = months_of(dimension, values);
        if (dimension.months.empty()) {
            dimension.time_error
                = Message { ProblemCode::invalid, subject_of(handle, dimension.name),
                      "its numbers are not months (allowed: 1 to 12)", remedy_of_dates(dimension) };
        }
    } else if (coordinate == nullptr || counts_parts_of_year(dimension)) {
        dimension.time_error = missing_dates(dimension, handle);
        dimension.time = dimension.time_error.has_value();
    }
}

std::optional<SliceDimension> read_scalar_time(const NetcdfHandle& handle, const Variable& stored)
{
    std::vector<const Variable*> found;
    const std::string named = " " + stored.attributes.text("coordinates") + " "
        + handle.attributes().text("coordinates") + " ";
    for (const Variable& variable : handle.variables()) {
        if (!variable.numeric || !variable.dimensions.empty() || role_of(variable) != AxisRole::time
            || !is_in_scope(variable, stored)) {
            continue;
        }
        if (named.find(" " + base_name(variable) + " ") != std::string::npos) {
            found = { &variable };
            break;
        }
        found.push_back(&variable);
    }
    if (found.size() != 1) {
        return std::nullopt;
    }
    SliceDimension scalar;
    scalar.name = found.front()->name;
    read_time(scalar, handle, found.front(), unpacked_numbers(handle, *found.front()));
    return scalar;
}

} // namespace cityflux
