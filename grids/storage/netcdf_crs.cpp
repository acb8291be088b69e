#include "grids/storage/netcdf_crs.h"

#include "grids/storage/netcdf_coordinates.h"
#include "grids/text/error.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Variable = NetcdfHandle::Variable;

/// Grid mapping of a variable. `variable` is null if there is none.
struct GridMapping {
    const Variable* variable = nullptr;
    std::optional<std::string> oddity {};
};

GridMapping find_mapping(const NetcdfHandle& handle, const Variable& variable)
{
    // The extended form is "MAPPING: COORDINATE ...".
    std::string name = variable.attributes.text("grid_mapping");
    name.resize(std::min(name.size(), name.find(':')));
    if (const Variable* named = handle.find(name)) {
        return { named };
    }
    std::vector<const Variable*> mappings;
    for (const Variable& candidate : handle.variables()) {
        if (candidate.attributes.has("grid_mapping_name")) {
            mappings.push_back(&candidate);
        }
    }
    if (mappings.size() != 1) {
        return {};
    }
    return { mappings.front(),
        fmt::format("the variables do not name their grid mapping; "
                    "'{}', the only one of the file, is "
                    "taken",
            mappings.front()->name) };
}

/// Returns the shape of the Earth in PROJ's parameters.
std::string earth_of_mapping(const Attributes& mapping)
{
    const auto value = [&](const char* name) { return mapping.number(name).value_or(0.0); };
    if (mapping.has("semi_major_axis")) {
        return mapping.has("inverse_flattening") && value("inverse_flattening") > 0.0
            ? fmt::format("+a={} +rf={}", value("semi_major_axis"), value("inverse_flattening"))
            : fmt::format("+a={0} +b={1}", value("semi_major_axis"),
                mapping.has("semi_minor_axis") ? value("semi_minor_axis")
                                               : value("semi_major_axis"));
    }
    if (mapping.has("earth_radius")) {
        return fmt::format("+R={}", value("earth_radius"));
    }
    return "+datum=WGS84";
}

/// Returns the PROJ string of a projection from its CF parameters (CF conventions, appendix F).
/// Covers the projections that inventories use; std::nullopt for others.
std::optional<std::string> proj_string_of(const std::string& kind, const Attributes& mapping)
{
    const auto parallels = mapping.numbers("standard_parallel");
    const auto value = [&](const char* name) { return mapping.number(name).value_or(0.0); };
    const std::string rest = fmt::format("+x_0={} +y_0={} {} +units=m +type=crs",
        value("false_easting"), value("false_northing"), earth_of_mapping(mapping));
    const double first = parallels.empty() ? 0.0 : parallels.front();
    const double second = parallels.empty() ? 0.0 : parallels.back();
    if (kind == "albers_conical_equal_area" || kind == "lambert_conformal_conic") {
        return fmt::format("+proj={} +lat_1={} +lat_2={} +lat_0={} +lon_0={} {}",
            kind == "albers_conical_equal_area" ? "aea" : "lcc", first, second,
            value("latitude_of_projection_origin"), value("longitude_of_central_meridian"), rest);
    }
    if (kind == "lambert_azimuthal_equal_area") {
        return fmt::format("+proj=laea +lat_0={} +lon_0={} {}",
            value("latitude_of_projection_origin"), value("longitude_of_projection_origin"), rest);
    }
    if (kind == "transverse_mercator") {
        return fmt::format("+proj=tmerc +lat_0={} +lon_0={} +k_0={} {}",
            value("latitude_of_projection_origin"), value("longitude_of_central_meridian"),
            mapping.number("scale_factor_at_central_meridian").value_or(1.0), rest);
    }
    if (kind == "lambert_cylindrical_equal_area") {
        return fmt::format("+proj=cea +lat_ts={} +lon_0={} {}", first,
            value("longitude_of_central_meridian"), rest);
    }
    return std::nullopt;
}

/// Returns the CRS of a grid mapping; `subject` begins messages.
Crs crs_of_mapping(const Attributes& mapping, const std::string& subject)
{
    const std::string kind = mapping.text("grid_mapping_name");
    if (kind == "rotated_latitude_longitude") {
        const auto latitude = mapping.number("grid_north_pole_latitude");
        const auto longitude = mapping.number("grid_north_pole_longitude");
        if (!latitude || !longitude) {
            throw InputError(fmt::format("{} does not say where its pole stands", subject));
        }
        return Crs::rotated_pole(
            *latitude, *longitude, mapping.number("north_pole_grid_longitude").value_or(0.0));
    }
    for (const char* name : { "crs_wkt", "spatial_ref", "epsg_code", "proj4_params", "proj4" }) {
        if (!mapping.text(name).empty()) {
            return Crs::parse(mapping.text(name), subject);
        }
    }
    if (kind == "latitude_longitude") {
        return Crs();
    }
    if (const auto definition = proj_string_of(kind, mapping)) {
        return Crs::parse(*definition, subject);
    }
    throw InputError(fmt::format(
        "{}: '{}' without crs_wkt is not supported; declare the system with --assume-crs", subject,
        kind));
}

} // namespace

NetcdfCrs crs_of(
    const NetcdfHandle& handle, const Variable& variable, const HorizontalCoordinates& coordinates)
{
    const GridMapping mapping = find_mapping(handle, variable);
    if (mapping.variable == nullptr) {
        return { in_degrees(coordinates.x) && in_degrees(coordinates.y) ? std::optional(Crs())
                                                                        : std::nullopt,
            {} };
    }
    const std::string subject
        = fmt::format("{}: grid mapping '{}'", handle.path(), mapping.variable->name);
    return { crs_of_mapping(mapping.variable->attributes, subject), mapping.oddity };
}

} // namespace cityflux
