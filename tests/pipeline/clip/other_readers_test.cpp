#include "tests/pipeline/clip/map_file.h"
#include "tests/run_program.h"

#include "pipeline/program/data_folder.h"
#include "tests/shared_data.h"
#include "tests/temporary_folder.h"

#include <cmath>
#include <filesystem>
#include <optional>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using Json = nlohmann::json;

/// Debian's own Python, which has the readers that Debian packages.
const fs::path python = "/usr/bin/python3";

bool python_has(const std::string& module)
{
    return fs::exists(python)
        && run_other_program(python, ".", { "-c", "import " + module }).code == 0;
}

#define SKIP_WITHOUT_MODULE(module)                                                                \
    if (!python_has(module)) {                                                                     \
        GTEST_SKIP() << "Debian's Python has no " << (module) << " (scripts/setup test)";          \
    }

/// Runs a script and returns the JSON that it prints.
Json answer_of(const TemporaryFolder& folder, const std::string& script)
{
    const ProgramRun done
        = run_other_program(python, folder.path(), { "-c", "import json\n" + script });
    EXPECT_EQ(done.code, 0) << done.err;
    return done.code == 0 ? Json::parse(done.out) : Json();
}

/// The embedded sample cut to Beijing, and its total.
class OtherReaders : public ::testing::Test {
protected:
    void clip(const Words& further)
    {
        const ProgramRun done = run_program(
            folder.path(), appended({ "clip", "sample", "--only", "Beijing", "--quiet" }, further));
        ASSERT_EQ(done.code, 0) << done.err;
        const auto rows = read_csv(
            run_program(folder.path(), { "totals", "sample", "--only", "Beijing", "--quiet" }).out);
        total = number(rows.at(0), "value");
    }

    TemporaryFolder folder;
    double total = 0.0;
};

TEST_F(OtherReaders, Rasterio_FindsTotalUnitAndPosition)
{
    SKIP_WITHOUT_MODULE("rasterio");
    clip({ "-o", "a.tif", "--coverage" });
    const Json answer = answer_of(folder, R"(
import rasterio, numpy
with rasterio.open("a.tif") as a:
    band = a.read(1, masked=True)
    print(json.dumps({"sum": float(band.astype("f8").sum()), "title": a.descriptions[0], "unit": a.units[0],
        "crs": a.crs.to_epsg(), "nan": bool(numpy.isnan(a.nodata)), "dtype": a.dtypes[0], "tiled": a.profile["tiled"],
        "coverage": a.descriptions[1], "tags": a.tags(1), "bounds": list(a.bounds)}))
)");
    EXPECT_NEAR(answer["sum"].get<double>() / total, 1.0, rounding_of_float32);
    EXPECT_THAT(answer["title"].get<std::string>(), HasSubstr("CO2 total 2010 [t]"));
    EXPECT_EQ(answer["unit"], "t");
    EXPECT_EQ(answer["crs"], 4326);
    EXPECT_EQ(answer["nan"], true);
    EXPECT_EQ(answer["dtype"], "float32");
    EXPECT_EQ(answer["tiled"], true);
    EXPECT_EQ(answer["coverage"], "coverage_fraction");
    EXPECT_EQ(answer["tags"]["SPECIES"], "CO2");
    EXPECT_LT(answer["bounds"][0].get<double>(), 116.4);
    EXPECT_GT(answer["bounds"][3].get<double>(), 39.9);
}

TEST_F(OtherReaders, Qgis_FindsPositionTitleAndTotal)
{
    if (!python_has("qgis.core")) {
        GTEST_SKIP() << "Debian's Python has no QGIS (apt-get install python3-qgis); scripts/setup "
                        "leaves it out for its size";
    }
    clip({ "-o", "a.tif", "--coverage" });
    clip({ "--crs", "EPSG:4549", "--resolution", "2000", "-o", "b.tif" });
    clip({ "-o", "a.nc" });
    const Json answer = answer_of(folder, R"(
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["XDG_RUNTIME_DIR"] = os.getcwd()
from qgis.core import QgsApplication, QgsRasterLayer, QgsRasterBandStats
QgsApplication.setPrefixPath("/usr", True)
program = QgsApplication([], False)
program.initQgis()
layers = {}
for name in ["a.tif", "b.tif", 'NETCDF:"a.nc":CO2_mass']:
    layer = QgsRasterLayer(name, name)
    data = layer.dataProvider()
    place = layer.extent()
    layers[name] = {"valid": layer.isValid(), "crs": layer.crs().authid(), "band": layer.bandName(1),
        "west": place.xMinimum(), "north": place.yMaximum(), "nodata": data.sourceHasNoDataValue(1),
        "sum": data.bandStatistics(1, QgsRasterBandStats.All).sum}
print(json.dumps(layers), flush=True)
os._exit(0) # the answer is printed: no tear-down of QGIS
)");
    for (const auto& [name, crs] :
        { std::pair("a.tif", "EPSG:4326"), std::pair("b.tif", "EPSG:4549"),
            std::pair("NETCDF:\"a.nc\":CO2_mass", "EPSG:4326") }) {
        EXPECT_EQ(answer[name]["valid"], true) << name;
        EXPECT_EQ(answer[name]["crs"], crs) << name;
        EXPECT_EQ(answer[name]["nodata"], true) << name;
        EXPECT_NEAR(answer[name]["sum"].get<double>() / total, 1.0, rounding_of_float32) << name;
    }
    EXPECT_EQ(answer["a.tif"]["band"], "Band 1: CO2 total 2010 [t]");
    EXPECT_NEAR(answer["a.tif"]["west"].get<double>(), 115.4, 1e-9);
    EXPECT_NEAR(answer["a.tif"]["north"].get<double>(), 41.1, 1e-9);
}

TEST_F(OtherReaders, RasteriosMasksTakeTheSameCells)
{
    SKIP_WITHOUT_MODULE("rasterio");
    const std::string counties = shared_data("county/county_co2_2010.nc");
    SKIP_WITHOUT(counties);
    const std::optional<fs::path> translate = program_on_path("gdal_translate");
    if (!translate) {
        GTEST_SKIP() << "gdal_translate is not installed";
    }
    ASSERT_EQ(run_other_program(*translate, folder.path(),
                  { "-q", "NETCDF:\"" + counties + "\":co2", "counties.tif" })
                  .code,
        0);
    for (const std::string mask : { "centre", "touch" }) {
        for (const std::string id : { "110000", "500000", "350200" }) {
            const ProgramRun done = run_program(folder.path(),
                { "clip", counties, "--assume-period", "2010", "--only", id, "--mask", mask,
                    "--type", "float64", "-o", "a.tif" });
            ASSERT_EQ(done.code, 0) << done.err;
            const Json answer = answer_of(folder,
                fmt::format(R"(
import rasterio, rasterio.mask, numpy
with open("{}") as f:
    city = [x["geometry"] for x in json.load(f)["features"] if str(x["properties"]["adcode"]) == "{}"]
with rasterio.open("counties.tif") as a:
    theirs, place = rasterio.mask.mask(a, city, crop=True, all_touched={}, filled=False)
theirs = numpy.ma.masked_invalid(theirs.astype("f8"))
with rasterio.open("a.tif") as a:
    ours = numpy.ma.masked_invalid(a.read(1, masked=True))
print(json.dumps([float(theirs.sum()), int(theirs.count()), float(ours.sum()), int(ours.count())]))
)",
                    builtin_cities_file().string(), id, mask == "touch" ? "True" : "False"));
            EXPECT_NEAR(answer[0].get<double>() / answer[2].get<double>(), 1.0, rounding_of_double)
                << mask << " " << id;
            EXPECT_EQ(answer[1], answer[3]) << mask << " " << id;
        }
    }
}

TEST_F(OtherReaders, GdalValidator_FindsNoFault)
{
    SKIP_WITHOUT_MODULE("osgeo_utils.samples.validate_cloud_optimized_geotiff");
    clip({ "-o", "a.tif" });
    const Json answer = answer_of(folder, R"(
from osgeo_utils.samples.validate_cloud_optimized_geotiff import validate
warnings, errors, details = validate("a.tif", full_check=True)
print(json.dumps({"warnings": warnings, "errors": errors}))
)");
    EXPECT_EQ(answer["errors"], Json::array());
    EXPECT_EQ(answer["warnings"], Json::array());
}

TEST_F(OtherReaders, XarrayIntegratesTheFluxToTheTotal)
{
    SKIP_WITHOUT_MODULE("xarray");
    SKIP_WITHOUT_MODULE("netCDF4");
    clip({ "-o", "a.nc", "--quantity", "flux", "--type", "float64", "--coverage" });
    const Json answer = answer_of(folder, R"(
import xarray
a = xarray.open_dataset("a.nc")
seconds = float((a.time_bnds[0, 1] - a.time_bnds[0, 0]) / 1e9)
mass = float((a.CO2_flux * a.cell_area).sum()) * seconds / 1e3
print(json.dumps({"mass": mass, "total": float(a.CO2_flux_city_total[0, 0]), "dimensions": list(a.CO2_flux.dims),
    "sector": str(a.sector_name.values[0]), "units": a.CO2_flux.attrs["units"], "year": int(a.time.dt.year[0]),
    "coordinates": sorted(a.CO2_flux.coords), "covered": float((a.coverage_fraction * a.cell_area).sum()) / 1e6}))
)");
    EXPECT_NEAR(answer["mass"].get<double>() / total, 1.0, rounding_of_double);
    EXPECT_EQ(answer["total"].get<double>(), total);
    EXPECT_EQ(answer["dimensions"], (Json { "time", "sector", "lat", "lon" }));
    EXPECT_EQ(answer["sector"], "total");
    EXPECT_EQ(answer["units"], "kg m-2 s-1");
    EXPECT_EQ(answer["year"], 2010);
    EXPECT_NEAR(answer["covered"].get<double>(), 16400.0, 200.0) << "Beijing has 16 410 km2";
}

TEST_F(OtherReaders, CdoSumsTheMassOfTheField)
{
    const std::optional<fs::path> cdo = program_on_path("cdo");
    if (!cdo) {
        GTEST_SKIP() << "cdo is not installed";
    }
    clip({ "-o", "a.nc", "--type", "float64" });
    const ProgramRun done = run_other_program(
        *cdo, folder.path(), { "-s", "outputf,%.17g", "-fldsum", "-selname,CO2_mass", "a.nc" });
    ASSERT_EQ(done.code, 0) << done.err;
    EXPECT_NEAR(std::stod(done.out) / total, 1.0, rounding_of_double);
    const ProgramRun grid
        = run_other_program(*cdo, folder.path(), { "-s", "griddes", "-selname,CO2_mass", "a.nc" });
    EXPECT_THAT(grid.out, HasSubstr("gridtype  = lonlat"));
}

TEST_F(OtherReaders, Cdo_TakesTheCellAreas)
{
    const std::optional<fs::path> cdo = program_on_path("cdo");
    if (!cdo) {
        GTEST_SKIP() << "cdo is not installed";
    }
    clip({ "-o", "a.nc", "--quantity", "density", "--type", "float64" });
    // Its operator gridarea gives the areas of the file rather than those of a sphere; t km-2 times
    // m2, in t.
    const ProgramRun done = run_other_program(*cdo, folder.path(),
        { "-s", "outputf,%.17g", "-mulc,1e-6", "-fldsum", "-mul", "-selname,CO2_density", "a.nc",
            "-gridarea", "-selname,CO2_density", "a.nc" });
    ASSERT_EQ(done.code, 0) << done.err;
    EXPECT_NEAR(std::stod(done.out) / total, 1.0, rounding_of_double);
}

TEST_F(OtherReaders, GdalinfoShowsWhatAnAnalystLooksFor)
{
    const std::optional<fs::path> gdalinfo = program_on_path("gdalinfo");
    if (!gdalinfo) {
        GTEST_SKIP() << "gdalinfo is not installed";
    }
    clip({ "-o", "a.tif", "--quantity", "density" });
    const std::string shown = run_other_program(*gdalinfo, folder.path(), { "a.tif" }).out;
    for (const char* word : { "LAYOUT=COG", "Description = CO2 total 2010 [t km-2]",
             "Unit Type: t km-2", "NoData Value=nan", "ID[\"EPSG\",4326]", "CITY=Beijing" }) {
        EXPECT_THAT(shown, HasSubstr(word));
    }
}

} // namespace
} // namespace cityflux
