#include "tests/pipeline/totals/albers_field.h"
#include "tests/pipeline/totals/ceads_writer.h"
#include "tests/pipeline/totals/chred_writers.h"
#include "tests/pipeline/totals/edgar_writers.h"
#include "tests/pipeline/totals/meic_writers.h"
#include "tests/pipeline/totals/native_netcdf.h"
#include "tests/pipeline/totals/odiac_writers.h"
#include "tests/pipeline/totals/pku_fuel_writer.h"

#include "boundaries/outlines/boundary_file.h"
#include "pipeline/program/data_folder.h"
#include "pipeline/totals/totals.h"
#include "tests/refusal.h"
#include "tests/shared_data.h"
#include "tests/temporary_folder.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <numeric>
#include <ostream>
#include <stdexcept>
#include <tuple>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netcdf.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

constexpr const char* county_file = "county/county_co2_2010.nc";
constexpr const char* prefectures_file = "boundaries/china_prefectures_tianditu.geojson";

MassField county_field()
{
    int file = -1;
    int variable = -1;
    MassField field { china, std::vector<double>(china.rows * china.columns) };
    if (nc_open(shared_data(county_file).c_str(), NC_NOWRITE, &file) != NC_NOERR
        || nc_inq_varid(file, "co2", &variable) != NC_NOERR
        || nc_get_var_double(file, variable, field.tonnes.data()) != NC_NOERR) {
        throw std::runtime_error("the county field cannot be read");
    }
    nc_close(file);
    for (double& cell : field.tonnes) {
        cell = std::isfinite(cell) ? cell : 0.0;
    }
    return field;
}

enum class Source { made_up, county };

std::ostream& operator<<(std::ostream& stream, Source source)
{
    return stream << (source == Source::county ? "county" : "made up");
}

/// A field with the cities and their totals on its own cells, by area.
struct Case {
    MassField field;
    CityList cities;
    std::vector<std::size_t> all;
    TotalsTable reference;
};

TotalsResult totals_of(
    const Files& files, const Case& one, bool by_year = false, const Assumptions& declared = {})
{
    static const Catalogue catalogue(inventories_folder());
    TotalsRequest request;
    for (const fs::path& file : files) {
        request.rasters.push_back(file.string());
    }
    request.by_year = by_year;
    request.close_whole_grid = true;
    request.assumptions = declared;
    return make_totals(request, catalogue, { one.cities, one.all }, [](double) {});
}

Case made(MassField field, const BoundaryRequest& boundaries)
{
    Case one { std::move(field), read_boundaries(boundaries), {}, {} };
    one.all.resize(one.cities.cities.size());
    std::iota(one.all.begin(), one.all.end(), std::size_t { 0 });
    const TemporaryFolder folder;
    {
        NativeNetcdf file(folder.path() / "field.nc");
        const int lat = file.dimension("lat", china.rows);
        const int lon = file.dimension("lon", china.columns);
        const int latitudes = file.variable("lat", NativeNetcdf::Type::float64, { lat });
        const int longitudes = file.variable("lon", NativeNetcdf::Type::float64, { lon });
        const int co2 = file.variable("co2", NativeNetcdf::Type::float64, { lat, lon });
        file.attribute(latitudes, "units", "degrees_north");
        file.attribute(longitudes, "units", "degrees_east");
        file.attribute(co2, "units", "t");
        file.attribute(NativeNetcdf::global, "year", std::to_string(written_year));
        std::vector<double> centres;
        for (std::size_t r = 0; r < china.rows; ++r) {
            centres.push_back(china.y_centre(r));
        }
        file.write(latitudes, centres);
        centres.clear();
        for (std::size_t c = 0; c < china.columns; ++c) {
            centres.push_back(china.x_centre(c));
        }
        file.write(longitudes, centres);
        file.write(co2, one.field.tonnes);
    }
    one.reference = totals_of({ folder.path() / "field.nc" }, one).table;
    return one;
}

const Case& case_of(Source source)
{
    if (source == Source::made_up) {
        static const Case one = [] {
            BoundaryRequest request;
            request.file = builtin_cities_file().string();
            request.id_field = "adcode";
            request.name_field = "name_en";
            return made(made_up_field(), request);
        }();
        return one;
    }
    static const Case one = [] {
        BoundaryRequest request;
        request.file = shared_data(prefectures_file);
        return made(county_field(), request);
    }();
    return one;
}

/// Required agreement of a form's totals with those of the field's own cells. They are equal if the
/// form's cells are the same or finer. Otherwise the right total lies within lower..upper, and the
/// median city deviates by no more than this. (Cells moved by half
/// their width keep most intervals, but not that median.)
struct Agreement {
    bool same = true;
    double median_of_made_up = 0.0;
    double median_of_counties = 0.0;
};
constexpr Agreement same { true, 1e-6, 1e-6 };
constexpr Agreement coarser_1_degree { false, 0.03, 0.25 };
constexpr Agreement coarser_quarter_degree { false, 0.013, 0.055 };
constexpr Agreement other_10_km { false, 0.004, 0.016 };

struct Form {
    const char* name;
    std::function<Files(const fs::path&, const MassField&)> write;
    const char* inventory;
    const char* sector;
    Period period;
    Agreement agreement;
    bool by_year = false;
    bool declares_its_total = false;
    /// Facts that the form does not declare and that cannot be inferred. Empty for most forms.
    Assumptions declared {};

    friend std::ostream& operator<<(std::ostream& stream, const Form& form)
    {
        return stream << form.name;
    }
};

constexpr const char* cgcs2000_albers
    = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +ellps=GRS80 +units=m +type=crs";

std::vector<Form> all_forms()
{
    constexpr Period year { written_year, 0 };
    constexpr Period june { written_year, 6 };
    const auto with = [](auto writer, auto variant) {
        return [=](const fs::path& folder, const MassField& field) {
            return writer(folder, field, variant);
        };
    };
    const Assumptions tonnes { "t", {}, {}, {} };
    const Assumptions tonnes_on_albers { "t", cgcs2000_albers, {}, {} };
    return {
        { "EDGAR_v7_flux", write_edgar_v7_flux, "EDGAR-v7", "total", year, same, false, true },
        { "EDGAR_v8_flux", write_edgar_v8_flux, "EDGAR-v8", "total", year, same, false, true },
        { "EDGAR_v8_emissions", write_edgar_v8_emissions, "EDGAR-v8-emissions", "total", year, same,
            false, true },
        { "EDGAR_monthly_emissions", write_edgar_monthly_emissions, "EDGAR-v8-emissions",
            "POWER_INDUSTRY", year, same, true },
        { "EDGAR_text_corners", with(write_edgar_text, Anchor::corners), "EDGAR-txt", "total", year,
            same },
        { "EDGAR_text_centres", with(write_edgar_text, Anchor::centres), "EDGAR-txt", "total", year,
            same },
        { "ODIAC_1km", with(write_odiac, OdiacForm::tif), "ODIAC", "land", june, same },
        { "ODIAC_1km_gz", with(write_odiac, OdiacForm::tif_gz), "ODIAC", "land", june, same },
        { "ODIAC_1km_without_crs", with(write_odiac, OdiacForm::tif_without_crs), "ODIAC", "land",
            june, same },
        { "ODIAC_1_degree", write_odiac_1_degree, "ODIAC-1deg", "land", year, coarser_1_degree,
            true },
        { "MEIC_netcdf", write_meic_netcdf, "MEIC", "power", year, coarser_quarter_degree, true },
        { "MEIC_ascii", write_meic_ascii, "MEIC-asc", "power", year, coarser_quarter_degree, true },
        { "PKU_FUEL_from_0", with(write_pku_fuel, Longitudes::from_0), "PKU-FUEL", "total", year,
            same, true },
        { "PKU_FUEL_from_180_west", with(write_pku_fuel, Longitudes::from_minus_180), "PKU-FUEL",
            "total", year, same, true },
        { "CEADs_table", write_ceads_table, "CEADs-grid", "total", year, same, false, false,
            tonnes },
        { "CHRED_geotiff", write_chred_geotiff, "CHRED", "total", year, other_10_km },
        { "CHRED_table", write_chred_table, "CHRED-table", "total", year, other_10_km, false, false,
            tonnes_on_albers },
    };
}

class NativeForms : public ::testing::TestWithParam<std::tuple<Source, Form>> { };

TEST_P(NativeForms, GiveTheTotalsOfTheField)
{
    // Masses are stored as float32 or with nine digits; outlines follow their bent edges to a
    // millionth of a cell, which a city of few cells feels most.
    constexpr double rounding = 5e-6;
    constexpr double nearly_nothing_t = 1.0;

    const auto& [source, form] = GetParam();
    if (source == Source::county) {
        SKIP_WITHOUT(shared_data(county_file));
        SKIP_WITHOUT(shared_data(prefectures_file));
    }
    const Case& one = case_of(source);
    const TemporaryFolder folder;
    const TotalsResult result
        = totals_of(form.write(folder.path(), one.field), one, form.by_year, form.declared);

    double grid_t = 0.0;
    for (const LayerReport& layer : result.layers) {
        grid_t += layer.closure.grid_t;
        EXPECT_LT(std::abs(layer.closure.residual()), 1e-12);
        EXPECT_EQ(layer.declared_t.has_value(), form.declares_its_total);
        if (layer.declared_t) {
            EXPECT_NEAR(*layer.declared_t / one.field.total(), 1.0, 1e-5);
        }
    }
    EXPECT_NEAR(grid_t / one.field.total(), 1.0, rounding) << "the whole grid's mass";

    std::vector<double> deviations;
    std::size_t compared = 0;
    for (const TotalsRow& row : result.table.rows) {
        const TotalsSeries& series = result.table.series_of(row);
        const TotalsCity& city = result.table.city_of(row);
        EXPECT_EQ(series.inventory, form.inventory);
        EXPECT_EQ(series.species, "CO2");
        EXPECT_EQ(row.period, form.period);
        if (series.sector != form.sector) {
            EXPECT_EQ(series.sector, "intl_bunker");
            continue;
        }
        const TotalsRow& expected = one.reference.rows.at(city.index);
        ASSERT_EQ(city.id, one.reference.city_of(expected).id);
        // A city off the field's own grid has no total there, and no mass on a larger one.
        const double right = std::isnan(expected.value) ? 0.0 : expected.value;
        const double got = std::isnan(row.value) ? 0.0 : row.value;
        if (form.agreement.same) {
            EXPECT_NEAR(got, right, rounding * right + nearly_nothing_t) << city.name;
        } else if (!std::isnan(row.value)) {
            const double slack = rounding * row.upper + nearly_nothing_t;
            EXPECT_LE(row.lower, right + slack) << city.name;
            EXPECT_GE(row.upper, right - slack) << city.name;
        }
        if (right > 1000.0) {
            deviations.push_back(std::abs(got / right - 1.0));
        }
        ++compared;
    }
    EXPECT_EQ(compared, one.cities.cities.size());
    std::sort(deviations.begin(), deviations.end());
    const double median = deviations.at(deviations.size() / 2);
    EXPECT_LE(median,
        source == Source::county ? form.agreement.median_of_counties
                                 : form.agreement.median_of_made_up);
    RecordProperty("median_deviation", fmt::format("{:.3g}", median));
    RecordProperty("largest_deviation", fmt::format("{:.3g}", deviations.back()));
}

INSTANTIATE_TEST_SUITE_P(All, NativeForms,
    ::testing::Combine(
        ::testing::Values(Source::made_up, Source::county), ::testing::ValuesIn(all_forms())),
    [](const ::testing::TestParamInfo<NativeForms::ParamType>& one) {
        return std::string(std::get<1>(one.param).name)
            + (std::get<0>(one.param) == Source::county ? "_of_counties" : "");
    });

/// Message with which the files of a form are refused when nothing is declared.
std::string refusal(const Files& files)
{
    return refusal_of([&] { totals_of(files, case_of(Source::made_up)); });
}

TEST(NativeFormsWithoutDeclaration, TableWithoutUnit_NamesItsOption)
{
    const TemporaryFolder folder;
    const std::string message = refusal(write_ceads_table(folder.path(), made_up_field()));
    EXPECT_NE(message.find("CEADs_CO2_grid_2012.csv"), std::string::npos) << message;
    EXPECT_NE(message.find("assume_unit=t"), std::string::npos) << message;
}

TEST(NativeFormsWithoutDeclaration, TableWithoutCrs_NamesItsOption)
{
    const TemporaryFolder folder;
    const std::string message = refusal(write_chred_table(folder.path(), made_up_field()));
    EXPECT_NE(message.find("CHRED_CO2_2012_10km.csv"), std::string::npos) << message;
    EXPECT_NE(message.find("assume_crs=EPSG:4326"), std::string::npos) << message;
}

/// The writers themselves, on a field that can be checked by eye.
TEST(NativeFormWriters, RegriddingSplitsByTrueArea)
{
    const MassField field { { 1, 100, 30, 1, 1 }, { 100.0 } };
    const MassField halves = regridded(field, { 2, 200, 60, 2, 2 });
    const double south = zone_area_m2(30.0, 30.5, 0.5);
    const double north = zone_area_m2(30.5, 31.0, 0.5);
    EXPECT_GT(south, north);
    EXPECT_NEAR(halves.tonnes[0], 50.0 * south / (south + north), 1e-9);
    EXPECT_NEAR(halves.tonnes[3], 50.0 * north / (south + north), 1e-9);
    EXPECT_NEAR(halves.total(), 100.0, 1e-12);
}

TEST(NativeFormWriters, Zones_SumToTheEllipsoid)
{
    // Surface of WGS84 (NIMA TR8350.2, table 3.3): 510 065 621.7 km2 in the digits given there by
    // the authalic radius.
    constexpr double authalic_radius_m = 6371007.1809;
    EXPECT_NEAR(zone_area_m2(-90.0, 90.0, 360.0),
        4.0 * std::numbers::pi * authalic_radius_m * authalic_radius_m, 1e6);
}

TEST(NativeFormWriters, AlbersGrid_KeepsTheMass)
{
    const MassField field { { 10, 1049, 300, 2, 1 }, { 3.0, 5.0 } };
    const AlbersField plane = on_albers(field, 10000.0, krasovsky);
    ASSERT_EQ(plane.columns, 2u);
    EXPECT_EQ(plane.west_m, -10000.0);
    double west = 0.0;
    double all = 0.0;
    for (std::size_t i = 0; i < plane.tonnes.size(); ++i) {
        west += i % 2 == 0 ? plane.tonnes[i] : 0.0;
        all += plane.tonnes[i];
    }
    EXPECT_NEAR(west, 3.0, 1e-12);
    EXPECT_NEAR(all, 8.0, 1e-12);
}

} // namespace
} // namespace cityflux
