#include "pipeline/clip/grid_mapping.h"

#include "grids/storage/gdal_messages.h"
#include "grids/text/error.h"

#include <cmath>
#include <memory>
#include <string_view>

#include <cpl_conv.h>
#include <fmt/format.h>
#include <ogr_spatialref.h>

namespace cityflux {
namespace {

Text write_geotiff()
{
    return { "write GeoTIFF, e.g. ", named(Setting::format, "tif") };
}

/// Returns the value of "+key=" in a PROJ string; 0 if the key is missing.
double parameter_of(const std::string& definition, std::string_view key)
{
    const std::string begin = fmt::format("+{}=", key);
    const std::size_t place = definition.find(begin);
    return place == std::string::npos ? 0.0 : std::stod(definition.substr(place + begin.size()));
}

/// Returns the mapping of a CRS that Crs::rotated_pole() made.
GridMapping rotated_mapping(const Crs& crs)
{
    const double pole = parameter_of(crs.definition, "lon_0") - 180.0;
    return { "rotated_latitude_longitude",
        { { "grid_north_pole_latitude", parameter_of(crs.definition, "o_lat_p") },
            { "grid_north_pole_longitude", pole },
            { "north_pole_grid_longitude", parameter_of(crs.definition, "o_lon_p") },
            { "earth_radius", parameter_of(crs.definition, "R") } },
        {}, {}, "degrees" };
}

/// Parameter of a projection with its names in WKT 1 and in CF.
struct Parameter {
    const char* wkt;
    const char* cf;
};

/// Projection with its names in WKT 1 and in CF. `parallels` go into the one
/// attribute standard_parallel.
struct Projected {
    std::string_view wkt;
    const char* cf;
    std::vector<Parameter> parameters;
    std::vector<const char*> parallels;
};

const std::vector<Projected>& known_projections()
{
    constexpr Parameter origin_latitude { SRS_PP_LATITUDE_OF_ORIGIN,
        "latitude_of_projection_origin" };
    constexpr Parameter meridian { SRS_PP_CENTRAL_MERIDIAN, "longitude_of_central_meridian" };
    static const std::vector<Projected> all {
        { SRS_PT_TRANSVERSE_MERCATOR, "transverse_mercator",
            { origin_latitude, meridian,
                { SRS_PP_SCALE_FACTOR, "scale_factor_at_central_meridian" } },
            {} },
        { SRS_PT_ALBERS_CONIC_EQUAL_AREA, "albers_conical_equal_area",
            { { SRS_PP_LATITUDE_OF_CENTER, "latitude_of_projection_origin" },
                { SRS_PP_LONGITUDE_OF_CENTER, "longitude_of_central_meridian" } },
            { SRS_PP_STANDARD_PARALLEL_1, SRS_PP_STANDARD_PARALLEL_2 } },
        { SRS_PT_LAMBERT_CONFORMAL_CONIC_2SP, "lambert_conformal_conic",
            { origin_latitude, meridian },
            { SRS_PP_STANDARD_PARALLEL_1, SRS_PP_STANDARD_PARALLEL_2 } },
        { SRS_PT_LAMBERT_AZIMUTHAL_EQUAL_AREA, "lambert_azimuthal_equal_area",
            { { SRS_PP_LATITUDE_OF_CENTER, "latitude_of_projection_origin" },
                { SRS_PP_LONGITUDE_OF_CENTER, "longitude_of_projection_origin" } },
            {} },
        { SRS_PT_CYLINDRICAL_EQUAL_AREA, "lambert_cylindrical_equal_area", { meridian },
            { SRS_PP_STANDARD_PARALLEL_1 } },
        { SRS_PT_SINUSOIDAL, "sinusoidal",
            { { SRS_PP_LONGITUDE_OF_CENTER, "longitude_of_projection_origin" } }, {} },
        { SRS_PT_MERCATOR_1SP, "mercator",
            { { SRS_PP_CENTRAL_MERIDIAN, "longitude_of_projection_origin" },
                { SRS_PP_SCALE_FACTOR, "scale_factor_at_projection_origin" } },
            {} },
        { SRS_PT_MERCATOR_2SP, "mercator",
            { { SRS_PP_CENTRAL_MERIDIAN, "longitude_of_projection_origin" } },
            { SRS_PP_STANDARD_PARALLEL_1 } },
    };
    return all;
}

void add_projection(const OGRSpatialReference& system, const Crs& crs, const std::string& subject,
    GridMapping& mapping)
{
    const char* projection = system.GetAttrValue("PROJECTION");
    if (system.GetExtension("PROJCS", "PROJ4") != nullptr) {
        // EPSG:3857 and similar have spherical formulas on an ellipsoid. Readers of the attributes
        // would take it for Mercator.
        throw InputError(ProblemCode::unsupported, subject,
            fmt::format("unsupported projection in CF: {} (spherical Mercator on an ellipsoid; "
                        "positions would be wrong by tens of kilometres)",
                crs.name),
            write_geotiff());
    }
    for (const Projected& known : known_projections()) {
        if (projection == nullptr || known.wkt != projection) {
            continue;
        }
        mapping.name = known.cf;
        for (const Parameter& parameter : known.parameters) {
            mapping.parameters.emplace_back(
                parameter.cf, system.GetNormProjParm(parameter.wkt, 0.0));
        }
        for (const char* parallel : known.parallels) {
            mapping.standard_parallels.push_back(system.GetNormProjParm(parallel, 0.0));
        }
        mapping.parameters.emplace_back(
            "false_easting", system.GetProjParm(SRS_PP_FALSE_EASTING, 0.0));
        mapping.parameters.emplace_back(
            "false_northing", system.GetProjParm(SRS_PP_FALSE_NORTHING, 0.0));
        return;
    }
    throw InputError(ProblemCode::unsupported, subject,
        fmt::format("unsupported projection in CF: {} ({})", crs.name,
            projection == nullptr ? "unknown" : projection),
        write_geotiff());
}

/// Returns the UDUNITS name of a length in metres.
std::string length_unit(double metres, const std::string& subject, const Crs& crs)
{
    if (metres == 1.0) {
        return "m";
    }
    if (metres == 1000.0) {
        return "km";
    }
    if (std::abs(metres - 0.3048) < 1e-12) {
        return "foot";
    }
    if (std::abs(metres - 1200.0 / 3937.0) < 1e-12) {
        return "US_survey_foot";
    }
    throw InputError(ProblemCode::unsupported, subject,
        fmt::format("unsupported unit of length in netCDF: {} m, of {}", metres, crs.name),
        write_geotiff());
}

} // namespace

GridMapping grid_mapping(const Crs& crs, const std::string& subject)
{
    if (crs.kind == CrsKind::rotated) {
        return rotated_mapping(crs);
    }
    const GdalMessages messages;
    OGRSpatialReference system;
    if (system.SetFromUserInput(crs.definition.c_str()) != OGRERR_NONE) {
        throw InputError(ProblemCode::unwritable, subject,
            fmt::format("CRS {} ({}) cannot be written: {}", crs.name, crs.definition,
                messages.last_error()));
    }
    GridMapping mapping;
    if (crs.kind == CrsKind::geographic) {
        mapping.name = "latitude_longitude";
        mapping.unit = "degrees";
    } else {
        mapping.unit = length_unit(system.GetLinearUnits(), subject, crs);
        add_projection(system, crs, subject, mapping);
    }
    mapping.parameters.emplace_back("longitude_of_prime_meridian", system.GetPrimeMeridian());
    mapping.parameters.emplace_back("semi_major_axis", system.GetSemiMajor());
    mapping.parameters.emplace_back("inverse_flattening", system.GetInvFlattening());
    char* text = nullptr;
    const char* const options[] = { "FORMAT=WKT2_2019", nullptr };
    if (system.exportToWkt(&text, options) == OGRERR_NONE) {
        mapping.wkt = text;
    }
    CPLFree(text);
    return mapping;
}

} // namespace cityflux
