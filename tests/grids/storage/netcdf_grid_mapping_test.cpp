#include "grids/storage/netcdf_file.h"

#include "grids/geometry/plane_unit.h"
#include "tests/grids/storage/netcdf_file_fixture.h"

#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

TEST_F(NetcdfFileTest, RotatedPole)
{
    NetcdfWriter(path_)
        .axis("rlat", "degrees", { -0.5, 0.5 })
        .attribute("rlat", "standard_name", "grid_latitude")
        .axis("rlon", "degrees", { -1, 0, 1 })
        .attribute("rlon", "standard_name", "grid_longitude")
        .dimension("one", 1)
        .field("rotated_pole", { "one" }, { 0 }, NC_INT)
        .attribute("rotated_pole", "grid_mapping_name", "rotated_latitude_longitude")
        .attribute("rotated_pole", "grid_north_pole_latitude", 39.25)
        .attribute("rotated_pole", "grid_north_pole_longitude", -162)
        .field("emi", { "rlat", "rlon" }, { 1, 2, 3, 4, 5, 6 })
        .attribute("emi", "grid_mapping", "rotated_pole")
        .close();
    const auto file = open();
    EXPECT_EQ(file->grid(),
        (Grid { Axis(-1.5, 1, 3), Axis(-1, 1, 2).clamped(90), Crs::rotated_pole(39.25, -162, 0) }));
    EXPECT_EQ(values_of(*file), (Values { 1, 2, 3, 4, 5, 6 }));
}

TEST_F(NetcdfFileTest, RotatedPoleWithoutPosition_IsRefused)
{
    NetcdfWriter(path_)
        .axis("rlat", "degrees", { -0.5, 0.5 })
        .axis("rlon", "degrees", { -1, 0, 1 })
        .field("pole", {}, { 0 }, NC_INT)
        .attribute("pole", "grid_mapping_name", "rotated_latitude_longitude")
        .field("emi", { "rlat", "rlon" }, { 1, 2, 3, 4, 5, 6 })
        .attribute("emi", "grid_mapping", "pole")
        .close();
    EXPECT_EQ(refusal(),
        path_
            + ": grid mapping 'pole': missing position of the pole (grid_north_pole_latitude and "
              "grid_north_pole_longitude)");
}

/// A grid of 3 x 3 kilometres in a projection, described by what `mapping` adds to the variable
/// "crs".
template <typename Mapping>
void write_projected(
    const std::string& path, const std::string& units, double size, const Mapping& mapping)
{
    NetcdfWriter writer(path);
    writer.axis("y", units, { 3001.5 * size, 3000.5 * size, 2999.5 * size })
        .attribute("y", "standard_name", "projection_y_coordinate")
        .axis("x", units, { 500.5 * size, 501.5 * size, 502.5 * size })
        .attribute("x", "standard_name", "projection_x_coordinate")
        .field("crs", {}, { 0 }, NC_INT);
    mapping(writer);
    writer.field("emi", { "y", "x" }, { 1, 2, 3, 4, 5, 6, 7, 8, 9 })
        .attribute("emi", "grid_mapping", "crs")
        .close();
}

TEST_F(NetcdfFileTest, GridMappingByWkt)
{
    const std::string wkt
        = R"(PROJCS["WGS 84 / UTM zone 32N",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],)"
          R"(PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],)"
          R"(PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",9],PARAMETER["scale_factor",0.9996],)"
          R"(PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1],AUTHORITY["EPSG","32632"]])";
    for (const char* attribute : { "crs_wkt", "spatial_ref" }) {
        write_projected(path_, "m", 1000.0, [&](NetcdfWriter& writer) {
            writer.attribute("crs", "grid_mapping_name", "transverse_mercator")
                .attribute("crs", attribute, wkt);
        });
        const auto file = open();
        EXPECT_EQ(file->grid(),
            (Grid {
                Axis(500000, 1000, 3), Axis(3002000, -1000, 3), Crs::parse("EPSG:32632", "a") }))
            << attribute;
    }
}

TEST_F(NetcdfFileTest, GridMappingByAlbersParameters)
{
    write_projected(path_, "m", 1000.0, [](NetcdfWriter& writer) {
        writer.attribute("crs", "grid_mapping_name", "albers_conical_equal_area")
            .attribute("crs", "standard_parallel", Values { 25, 47 })
            .attribute("crs", "longitude_of_central_meridian", 105)
            .attribute("crs", "latitude_of_projection_origin", 0.0)
            .attribute("crs", "false_easting", 4000000)
            .attribute("crs", "semi_major_axis", 6378137)
            .attribute("crs", "inverse_flattening", 298.257223563);
    });
    const auto file = open();
    ASSERT_TRUE(file->grid().crs);
    EXPECT_EQ(file->grid().crs->kind, CrsKind::projected);
    const Projection expected(Crs::parse(
        "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +x_0=4000000 +datum=WGS84 +type=crs",
        "a"));
    const Point beijing = expected.to_plane({ 116.4, 39.9 });
    const Point found = Projection(*file->grid().crs).to_plane({ 116.4, 39.9 });
    EXPECT_NEAR(found.x, beijing.x, 1e-3);
    EXPECT_NEAR(found.y, beijing.y, 1e-3);
}

TEST_F(NetcdfFileTest, GridMappingOfOtherProjections)
{
    struct Case {
        const char* mapping;
        std::map<std::string, double> parameters;
        const char* proj;
    };
    const std::vector<Case> cases {
        { "lambert_conformal_conic",
            { { "standard_parallel", 35 }, { "longitude_of_central_meridian", 110 },
                { "latitude_of_projection_origin", 35 }, { "earth_radius", 6370000 } },
            "+proj=lcc +lat_1=35 +lat_0=35 +lon_0=110 +R=6370000 +type=crs" },
        { "lambert_azimuthal_equal_area",
            { { "longitude_of_projection_origin", 10 }, { "latitude_of_projection_origin", 52 },
                { "false_easting", 4321000 }, { "false_northing", 3210000 } },
            "+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +datum=WGS84 +type=crs" },
        { "transverse_mercator",
            { { "longitude_of_central_meridian", 9 }, { "latitude_of_projection_origin", 0 },
                { "scale_factor_at_central_meridian", 0.9996 }, { "false_easting", 500000 } },
            "EPSG:32632" },
        { "lambert_cylindrical_equal_area",
            { { "standard_parallel", 30 }, { "longitude_of_central_meridian", 0 } },
            "+proj=cea +lat_ts=30 +datum=WGS84 +type=crs" },
    };
    for (const Case& c : cases) {
        write_projected(path_, "m", 1000.0, [&](NetcdfWriter& writer) {
            writer.attribute("crs", "grid_mapping_name", c.mapping);
            for (const auto& [name, value] : c.parameters) {
                writer.attribute("crs", name, value);
            }
        });
        const Point expected = Projection(Crs::parse(c.proj, "a")).to_plane({ 12.0, 48.0 });
        const Point found = Projection(*open()->grid().crs).to_plane({ 12.0, 48.0 });
        EXPECT_NEAR(found.x, expected.x, 1e-3) << c.mapping;
        EXPECT_NEAR(found.y, expected.y, 1e-3) << c.mapping;
    }
}

TEST_F(NetcdfFileTest, UnknownGridMapping_LeavesCrsOpen)
{
    write_projected(path_, "m", 1000.0,
        [](NetcdfWriter& writer) { writer.attribute("crs", "grid_mapping_name", "flat_earth"); });
    const auto file = open();
    EXPECT_FALSE(file->grid().crs);
    EXPECT_THAT(file->crs_error(), IsProblem(ProblemCode::unsupported, "grid mapping 'crs'"));
    EXPECT_EQ(file->axis_meaning(), AxisMeaning::metres);
}

TEST_F(NetcdfFileTest, UnitsOfCoordinates_BecomeMetres)
{
    struct Case {
        const char* units;
        double metres;
    };
    const std::vector<Case> cases { { "km", 1000 }, { "kilometers", 1000 }, { "Kilometre", 1000 },
        { "KM", 1000 }, { "1000 m", 1000 }, { "1e3 meter", 1000 }, { "hm", 100 }, { "dam", 10 },
        { "Metre", 1 }, { "M", 1 }, { "US_survey_foot", 1200.0 / 3937.0 },
        { "US survey foot", 1200.0 / 3937.0 }, { "us-ft", 1200.0 / 3937.0 }, { "feet", 0.3048 } };
    for (const Case& c : cases) {
        write_projected(path_, c.units, 1000.0 / c.metres,
            [](NetcdfWriter& writer) { writer.attribute("crs", "spatial_ref", "EPSG:32632"); });
        const auto file = open();
        EXPECT_NEAR(file->grid().x.edge(0), 500000, 1e-6) << c.units;
        EXPECT_NEAR(file->grid().x.step(), 1000, 1e-6) << c.units;
        EXPECT_NEAR(file->grid().y.edge(0), 3002000, 1e-6) << c.units;
        EXPECT_EQ(file->grid().crs, Crs::parse("EPSG:32632", "a")) << c.units;
        EXPECT_TRUE(file->notes().empty()) << c.units;
    }
}

TEST_F(NetcdfFileTest, UnitOfCrs_IsThatOfThePlane)
{
    const std::string plane = "+proj=laea +lat_0=30 +lon_0=100 +datum=WGS84 +units=km";
    struct Case {
        const char* units;
        double size;
        std::size_t notes;
    };
    for (const Case& c : { Case { "km", 1.0, 0 }, Case { "m", 1000.0, 0 }, Case { "", 1.0, 2 } }) {
        write_projected(path_, c.units, c.size,
            [&](NetcdfWriter& writer) { writer.attribute("crs", "proj4", plane); });
        const auto file = open();
        EXPECT_EQ(file->grid().x, Axis(500000, 1000, 3)) << c.units;
        ASSERT_TRUE(file->grid().crs);
        EXPECT_EQ(metres_per_unit(*file->grid().crs), 1.0);
        const Point in_km = Projection(Crs::parse(plane, "a")).to_plane({ 103.0, 31.0 });
        const Point found = Projection(*file->grid().crs).to_plane({ 103.0, 31.0 });
        EXPECT_NEAR(found.x, 1000.0 * in_km.x, 1e-3) << c.units;
        EXPECT_NEAR(found.y, 1000.0 * in_km.y, 1e-3) << c.units;
        EXPECT_EQ(file->notes().size(), c.notes) << c.units;
    }
}

TEST_F(NetcdfFileTest, TinyAndHugeGrids_AreReported)
{
    struct Case {
        double size; ///< of a cell in metres
        std::size_t notes;
    };
    for (const Case& c : { Case { 1.0, 1 }, Case { 100.0, 0 }, Case { 2e7, 1 } }) {
        write_projected(path_, "m", c.size,
            [](NetcdfWriter& writer) { writer.attribute("crs", "spatial_ref", "EPSG:32632"); });
        EXPECT_EQ(open()->notes().size(), c.notes) << c.size;
    }
}

TEST_F(NetcdfFileTest, UnknownUnitOfPlane_IsRefused)
{
    write_projected(path_, "furlong-ish", 1.0,
        [](NetcdfWriter& writer) { writer.attribute("crs", "spatial_ref", "EPSG:32632"); });
    EXPECT_THAT(refused([&] { open(); }), IsProblem(ProblemCode::unknown, "coordinate 'x'"));
}

TEST_F(NetcdfFileTest, AnglesOfAProjection_LeaveCrsOpen)
{
    for (const char* units : { "rad", "degrees" }) {
        write_projected(path_, units, 1e-5, [](NetcdfWriter& writer) {
            writer.attribute("crs", "grid_mapping_name", "geostationary")
                .attribute("crs", "crs_wkt", "+proj=geos +h=35785831 +lon_0=104.7 +sweep=y");
        });
        const auto file = open();
        EXPECT_FALSE(file->grid().crs) << units;
        EXPECT_THAT(file->crs_error(), IsProblem(ProblemCode::inconsistent, "grid mapping 'crs'"))
            << units;
    }
}

TEST_F(NetcdfFileTest, RadiansBecomeDegrees)
{
    const double degree = std::acos(-1.0) / 180.0;
    NetcdfWriter(path_)
        .axis("lat", "radian", { 50.5 * degree, 51.5 * degree })
        .attribute("lat", "standard_name", "latitude")
        .axis("lon", "radian", { 10.5 * degree, 11.5 * degree })
        .attribute("lon", "standard_name", "longitude")
        .field("emi", { "lat", "lon" }, { 1, 2, 3, 4 })
        .close();
    const auto file = open();
    EXPECT_EQ(file->grid().crs, Crs());
    EXPECT_NEAR(file->grid().x.edge(0), 10.0, 1e-9);
    EXPECT_NEAR(file->grid().y.step(), 1.0, 1e-9);
}

/// A rotated pole, a mapping of longitude and latitude, and a mask before the emission.
NetcdfWriter& write_two_mappings(NetcdfWriter& writer)
{
    return writer.axis("rlat", "degrees", { -0.5, 0.5 })
        .attribute("rlat", "standard_name", "grid_latitude")
        .axis("rlon", "degrees", { -1, 0, 1 })
        .attribute("rlon", "standard_name", "grid_longitude")
        .field("mask", { "rlat", "rlon" }, { 1, 1, 1, 1, 1, 1 }, NC_BYTE)
        .field("wgs84", {}, { 0 }, NC_INT)
        .attribute("wgs84", "grid_mapping_name", "latitude_longitude")
        .field("pole", {}, { 0 }, NC_INT)
        .attribute("pole", "grid_mapping_name", "rotated_latitude_longitude")
        .attribute("pole", "grid_north_pole_latitude", 58)
        .attribute("pole", "grid_north_pole_longitude", -78)
        .field("emi", { "rlat", "rlon" }, { 1, 2, 3, 4, 5, 6 })
        .attribute("emi", "units", "t");
}

TEST_F(NetcdfFileTest, SeveralMappings_EachVariablesOwn)
{
    for (const char* named :
        { "pole", "pole: rlat rlon wgs84: lat lon", "wgs84: lat lon pole: rlon rlat", "" }) {
        NetcdfWriter writer(path_);
        write_two_mappings(writer);
        if (*named != '\0') {
            writer.attribute("emi", "grid_mapping", named);
        }
        writer.close();
        const auto file = open();
        EXPECT_EQ(file->grid().crs, Crs::rotated_pole(58, -78, 0)) << named;
        EXPECT_EQ(file->variables().size(), 2u) << named;
    }
}

TEST_F(NetcdfFileTest, MappingOfOtherVariables_IsNotUsed)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .axis("y", "m", { 3000500, 3001500 })
        .axis("x", "m", { 500500, 501500 })
        .field("utm", {}, { 0 }, NC_INT)
        .attribute("utm", "grid_mapping_name", "transverse_mercator")
        .attribute("utm", "spatial_ref", "EPSG:32632")
        .field("mask", { "y", "x" }, { 1, 2, 3, 4 })
        .attribute("mask", "grid_mapping", "utm")
        .field("emi", { "lat", "lon" }, Values(9, 1.0))
        .attribute("emi", "units", "t")
        .close();
    EXPECT_EQ(open()->grid().crs, Crs());
}

TEST_F(NetcdfFileTest, RotatedWithoutMapping_IsRefused)
{
    NetcdfWriter(path_)
        .axis("rlat", "degrees", { -0.5, 0.5 })
        .axis("rlon", "degrees", { -1, 0, 1 })
        .field("emi", { "rlat", "rlon" }, { 1, 2, 3, 4, 5, 6 })
        .attribute("emi", "grid_mapping", "rotated_pole")
        .close();
    EXPECT_THAT(refused([&] { open(); }), IsProblem(ProblemCode::missing, path_));
}

TEST_F(NetcdfFileTest, OnlyGridMapping_IsAssumed)
{
    NetcdfWriter(path_)
        .axis("y", "m", { 3000500, 3001500 })
        .axis("x", "m", { 500500, 501500 })
        .field("crs", {}, { 0 }, NC_INT)
        .attribute("crs", "grid_mapping_name", "transverse_mercator")
        .attribute("crs", "spatial_ref", "EPSG:32632")
        .field("emi", { "y", "x" }, { 1, 2, 3, 4 })
        .close();
    const auto file = open();
    EXPECT_EQ(file->grid().crs, Crs::parse("EPSG:32632", "a"));
    ASSERT_EQ(file->notes().size(), 1u);
    EXPECT_EQ(file->notes()[0],
        "the variables do not name their grid mapping; 'crs', the only one that fits their "
        "coordinates, is used");
}

} // namespace
} // namespace cityflux
