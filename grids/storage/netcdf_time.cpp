#include "grids/storage/netcdf_time.h"

#include "grids/quantity/time_unit.h"
#include "grids/storage/netcdf_coordinates.h"
#include "grids/text/error.h"
#include "grids/text/text_pattern.h"
#include "grids/text/words.h"

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

/// Reads the steps of a coordinate in `units`. Throws InputError if they are not months or years.
std::vector<TimeStep> steps_of(const NetcdfHandle& handle, const Variable& coordinate,
    std::span<const double> values, const std::string& units)
{
    const std::string subject = subject_of(handle, coordinate.name);
    if (coordinate.attributes.has("climatology")) {
        throw InputError(ProblemCode::unsupported, subject,
            "unsupported climatology: its steps are statistics over several years",
            remedy_for_time_axis(values.size()));
    }
    std::vector<double> bounds;
    const Variable* stored = handle.find(coordinate.attributes.text("bounds"));
    if (stored != nullptr && stored->numeric) {
        bounds = unpacked_numbers(handle, *stored);
    }
    return steps_of_time_axis(
        values, bounds, units, coordinate.attributes.text("calendar"), subject);
}

} // namespace

void read_time(SliceDimension& dimension, const NetcdfHandle& handle, const Variable* coordinate,
    std::span<const double> values)
{
    const bool months = names_months(dimension.name);
    if (coordinate != nullptr
        && (role_of(*coordinate) == AxisRole::time || (months && are_written_dates(values)))) {
        dimension.time = true;
        std::string units = coordinate->attributes.text("units");
        if (units.empty() && lower_case(coordinate->name).starts_with("year")) {
            units = "years";
        }
        try {
            dimension.steps = steps_of(handle, *coordinate, values, units);
        } catch (const InputError& error) {
            dimension.time_error = error.message();
        }
    } else if (months) {
        dimension.time = true;
        dimension.time_error = Message { ProblemCode::missing, subject_of(handle, dimension.name),
            "missing year of its months",
            fmt::format("give it dates, e.g. in xarray with data.assign_coords({0}="
                        "pandas.date_range('2019-01-01', periods={1}, freq='MS'))",
                dimension.name, dimension.size) };
    }
}

} // namespace cityflux
