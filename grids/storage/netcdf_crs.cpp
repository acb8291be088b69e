#include "grids/storage/netcdf_crs.h"

#include "grids/storage/coordinate_unit.h"
#include "grids/storage/netcdf_groups.h"
#include "grids/text/error.h"
#include "grids/text/words.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Variable = NetcdfHandle::Variable;

/// Attributes that hold a whole CRS, in the order in which they are used.
constexpr std::array definitions { "crs_wkt", "spatial_ref", "epsg_code", "proj4_params", "proj4",
    "proj4_string", "proj4text", "esri_pe_string" };

bool is_mapping(const Variable& variable)
{
    return variable.attributes.has("grid_mapping_name")
        || std::any_of(definitions.begin(), definitions.end(),
            [&](const char* name) { return !variable.attributes.text(name).empty(); });
}

/// One grid mapping in the attribute of a variable, with the coordinates that it is for. They are
/// empty in the short form.
struct MappingName {
    std::string name;
    std::vector<std::string> coordinates;
};

/// Parses "crs", or "crs: x y other: lat lon".
std::vector<MappingName> mapping_names(const std::string& attribute)
{
    std::vector<MappingName> names;
    std::istringstream words(attribute);
    for (std::string word; words >> word;) {
        if (word.ends_with(':')) {
            names.push_back({ word.substr(0, word.size() - 1), {} });
        } else if (names.empty()) {
            names.push_back({ word, {} });
        } else {
            names.back().coordinates.push_back(word);
        }
    }
    return names;
}

bool contains(const std::vector<std::string>& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool has_standard_names(
    const HorizontalCoordinates& coordinates, const char* x_name, const char* y_name)
{
    return lower_case(coordinates.x.attributes.text("standard_name")) == x_name
        && lower_case(coordinates.y.attributes.text("standard_name")) == y_name;
}

bool have_names(const HorizontalCoordinates& coordinates, const char* x_name, const char* y_name)
{
    return lower_case(base_name(coordinates.x)) == x_name
        && lower_case(base_name(coordinates.y)) == y_name;
}

/// Returns true if the units are those of true longitudes and latitudes.
bool have_directions(const HorizontalCoordinates& coordinates)
{
    constexpr std::array east { "s_east", "_east", "_e", "s_e", "e", "se" };
    constexpr std::array north { "s_north", "_north", "_n", "s_n", "n", "sn" };
    const auto is_one = [](const Variable& coordinate, const auto& endings) {
        const std::string unit = lower_case(coordinate.attributes.text("units"));
        return unit.starts_with("degree")
            && std::find(endings.begin(), endings.end(), unit.substr(6)) != endings.end();
    };
    return is_one(coordinates.x, east) && is_one(coordinates.y, north);
}

/// Returns false if a mapping cannot be that of coordinates of a kind, by its name alone.
bool may_fit(CoordinateKind kind, const std::string& mapping_name)
{
    const bool geographic = mapping_name == "latitude_longitude";
    const bool rotated = mapping_name == "rotated_latitude_longitude";
    switch (kind) {
    case CoordinateKind::longitude_latitude:
        return geographic || mapping_name.empty();
    case CoordinateKind::rotated:
        return rotated;
    case CoordinateKind::angles:
        return geographic || rotated || mapping_name.empty();
    case CoordinateKind::lengths:
        return !geographic && !rotated;
    case CoordinateKind::undeclared:
        break;
    }
    return true;
}

/// Returns true if coordinates of a kind may lie in a CRS.
bool fits(CoordinateKind kind, const Crs& crs)
{
    switch (kind) {
    case CoordinateKind::longitude_latitude:
        return crs.kind == CrsKind::geographic;
    case CoordinateKind::rotated:
        return crs.kind == CrsKind::rotated;
    case CoordinateKind::angles:
        return crs.kind != CrsKind::projected;
    case CoordinateKind::lengths:
        return crs.kind == CrsKind::projected;
    case CoordinateKind::undeclared:
        break;
    }
    return true;
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

/// Returns the definition of a whole CRS in a grid mapping, or "" if there is none.
std::string definition_of(const Attributes& mapping)
{
    for (const char* name : definitions) {
        const std::string text = mapping.text(name);
        if (!text.empty()) {
            const bool code = text.find_first_not_of("0123456789") == std::string::npos;
            return code ? "EPSG:" + text : text;
        }
    }
    return {};
}

/// Returns the rotated pole of a grid mapping. Throws InputError of `subject` if it is incomplete.
Crs rotated_pole_of(const Attributes& mapping, const std::string& subject)
{
    const auto latitude = mapping.number("grid_north_pole_latitude");
    const auto longitude = mapping.number("grid_north_pole_longitude");
    if (!latitude || !longitude) {
        throw InputError(ProblemCode::missing, subject,
            "missing position of the pole (grid_north_pole_latitude and "
            "grid_north_pole_longitude)");
    }
    return Crs::rotated_pole(
        *latitude, *longitude, mapping.number("north_pole_grid_longitude").value_or(0.0));
}

/// Returns the CRS of a grid mapping, or the error if it is not supported.
NetcdfCrs crs_by_attributes(const Attributes& mapping, const std::string& subject)
{
    const std::string kind = mapping.text("grid_mapping_name");
    if (kind == "rotated_latitude_longitude") {
        return { rotated_pole_of(mapping, subject) };
    }
    const std::string definition = definition_of(mapping);
    if (definition.empty() && kind == "latitude_longitude") {
        return { Crs() };
    }
    const auto projection = definition.empty() ? proj_string_of(kind, mapping) : definition;
    const Text remedy { "add the attribute crs_wkt, e.g. with ncatted, or declare the CRS, e.g. ",
        named(Setting::assume_crs, "EPSG:32650") };
    if (!projection) {
        return { .crs = std::nullopt,
            .error = Message { ProblemCode::unsupported, subject,
                fmt::format("unsupported projection '{}' without crs_wkt", kind), remedy } };
    }
    try {
        return { Crs::parse(*projection, subject, remedy) };
    } catch (const InputError& error) {
        return { .crs = std::nullopt, .error = error.message() };
    }
}

/// Returns the error of coordinates that do not fit the CRS of their grid mapping.
Message misfit(const HorizontalCoordinates& coordinates, const Crs& crs, const std::string& subject)
{
    const CoordinateUnit unit = unit_of(coordinates.x);
    const std::string found = unit.text.empty() ? "by their standard names" : "in " + unit.text;
    const char* meant = crs.kind == CrsKind::projected ? "a projection, whose plane is in metres"
        : crs.kind == CrsKind::rotated                 ? "a rotated pole"
                                                       : "longitude and latitude";
    return { ProblemCode::inconsistent, subject,
        fmt::format("inconsistent coordinates: '{}' and '{}' are {} {}, but the mapping is that of "
                    "{}",
            coordinates.x.name, coordinates.y.name,
            unit.kind == CoordinateUnit::Kind::length ? "lengths" : "angles", found, meant),
        { "declare the CRS of the coordinates, e.g. ", named(Setting::assume_crs, "EPSG:4326"),
            ", or convert them first (angles of a view from space to metres)" } };
}

std::string subject_of(const NetcdfHandle& handle, const Variable& mapping)
{
    return fmt::format("{}: grid mapping '{}'", handle.path(), mapping.name);
}

} // namespace

NetcdfCrs crs_of_mapping(const NetcdfHandle& handle, const Variable& mapping)
{
    return crs_by_attributes(mapping.attributes, subject_of(handle, mapping));
}

NetcdfCrs only_fitting_crs(const NetcdfHandle& handle, CoordinateKind kind)
{
    std::vector<NetcdfCrs> fitting;
    for (const Variable& candidate : handle.variables()) {
        if (!is_mapping(candidate)
            || !may_fit(kind, candidate.attributes.text("grid_mapping_name"))) {
            continue;
        }
        NetcdfCrs found = crs_of_mapping(handle, candidate);
        if (!found.crs || fits(kind, *found.crs)) {
            found.note = fmt::format(
                "the variables do not name their grid mapping; '{}', the only one that fits their "
                "coordinates, is used",
                candidate.name);
            fitting.push_back(std::move(found));
        }
    }
    return fitting.size() == 1 ? fitting.front() : NetcdfCrs {};
}

CoordinateKind kind_of(const HorizontalCoordinates& coordinates, const std::string& path)
{
    using Kind = CoordinateUnit::Kind;
    const Kind x = unit_of(coordinates.x).kind;
    const Kind y = unit_of(coordinates.y).kind;
    const bool angle = x == Kind::angle || y == Kind::angle;
    const bool length = x == Kind::length || y == Kind::length;
    if (angle && length) {
        throw InputError(ProblemCode::inconsistent, path,
            fmt::format("inconsistent units: '{}' is in {}, '{}' in {}", coordinates.x.name,
                coordinates.x.attributes.text("units"), coordinates.y.name,
                coordinates.y.attributes.text("units")),
            "correct them, e.g. with ncatted -a units,x,o,c,m");
    }
    if (length) {
        return CoordinateKind::lengths;
    }
    if (has_standard_names(coordinates, "grid_longitude", "grid_latitude")
        || have_names(coordinates, "rlon", "rlat")) {
        return CoordinateKind::rotated;
    }
    if (have_directions(coordinates) || has_standard_names(coordinates, "longitude", "latitude")) {
        return CoordinateKind::longitude_latitude;
    }
    if (angle) {
        return CoordinateKind::angles;
    }
    return has_standard_names(coordinates, "projection_x_coordinate", "projection_y_coordinate")
        ? CoordinateKind::lengths
        : CoordinateKind::undeclared;
}

const Variable* named_mapping(const NetcdfHandle& handle, const Variable& variable,
    const HorizontalCoordinates& coordinates, NamedFor choice)
{
    const std::vector<MappingName> names = mapping_names(variable.attributes.text("grid_mapping"));
    const Variable* first = nullptr;
    for (const MappingName& mapping : names) {
        const Variable* found = find_near(handle, mapping.name, variable);
        const bool named = contains(mapping.coordinates, base_name(coordinates.x))
            && contains(mapping.coordinates, base_name(coordinates.y));
        if (found != nullptr && named == (choice == NamedFor::these)) {
            return found;
        }
        first = first == nullptr ? found : first;
    }
    return first;
}

NetcdfCrs crs_of(
    const NetcdfHandle& handle, const Variable* mapping, const HorizontalCoordinates& coordinates)
{
    const CoordinateKind kind = kind_of(coordinates, handle.path());
    if (mapping != nullptr) {
        NetcdfCrs found = crs_of_mapping(handle, *mapping);
        // Coordinates about a shifted pole are often written in degrees_east and degrees_north.
        const bool rotated_directions = found.crs && found.crs->kind == CrsKind::rotated
            && kind == CoordinateKind::longitude_latitude
            && !has_standard_names(coordinates, "longitude", "latitude");
        if (found.crs && !fits(kind, *found.crs) && !rotated_directions) {
            return { .crs = std::nullopt,
                .error = misfit(coordinates, *found.crs, subject_of(handle, *mapping)) };
        }
        return found;
    }
    NetcdfCrs found = only_fitting_crs(handle, kind);
    if (found.crs || found.error) {
        return found;
    }
    if (kind == CoordinateKind::rotated) {
        throw InputError(ProblemCode::missing, handle.path(),
            fmt::format("missing position of the rotated pole of '{}' and '{}'", coordinates.x.name,
                coordinates.y.name),
            "add the grid mapping variable of the original file, e.g. with ncks -A -v "
            "rotated_pole");
    }
    const bool angles
        = kind == CoordinateKind::longitude_latitude || kind == CoordinateKind::angles;
    const bool units = unit_of(coordinates.x).kind == CoordinateUnit::Kind::angle
        && unit_of(coordinates.y).kind == CoordinateUnit::Kind::angle;
    return { angles && units ? std::optional(Crs()) : std::nullopt };
}

} // namespace cityflux
