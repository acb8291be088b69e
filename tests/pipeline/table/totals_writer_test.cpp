#include "pipeline/table/totals_writer.h"

#include "grids/text/error.h"
#include "tests/temporary_folder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <netcdf.h>
#include <nlohmann/json.hpp>
#include <ogrsf_frmts.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

constexpr const char* header
    = "city_id,city,inventory,species,sector,period,value,unit,lower,upper,edge_share,valid_share,flag\n";

using Names = std::set<std::string>;

std::string content_of(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return { std::istreambuf_iterator<char>(stream), {} };
}

void put(const fs::path& file, const std::string& content)
{
    std::ofstream(file, std::ios::binary) << content;
}

Ring rectangle(double west, double south, double east, double north)
{
    return { { west, south }, { east, south }, { east, north }, { west, north } };
}

/// 甲市: a square of 4 x 4 degrees with a hole of 2 x 2 (area 12) and an island of 1 x 1; 乙市: without a shape.
CityList two_cities()
{
    City with_shape;
    with_shape.id = "110";
    with_shape.name = "甲市";
    Ring hole = rectangle(101, 31, 103, 33);
    std::reverse(hole.begin(), hole.end());
    with_shape.shape = { { rectangle(100, 30, 104, 34), { hole } }, { rectangle(110, 30, 111, 31), {} } };
    City without_shape;
    without_shape.id = "120";
    without_shape.name = "乙市";
    CityList list;
    list.cities = { with_shape, without_shape };
    return list;
}

constexpr std::uint32_t ene = 0;
constexpr std::uint32_t tro = 1;

/// A table of both cities and the sectors ENE and TRO, without rows.
TotalsTable empty_table()
{
    TotalsTable table;
    for (const City& city : two_cities().cities) {
        table.cities.push_back({ city.id, city.name, table.cities.size() });
    }
    table.series = { { "edgar_v8", "CO2", "ENE" }, { "edgar_v8", "CO2", "TRO" } };
    return table;
}

TotalsTable table_of(std::vector<TotalsRow> rows)
{
    TotalsTable table = empty_table();
    table.rows = std::move(rows);
    return table;
}

TotalsRow row_of(std::uint32_t city, std::uint32_t series, Period period, double value)
{
    TotalsRow row;
    row.city = city;
    row.series = series;
    row.period = period;
    row.value = value;
    row.lower = value - 1.0;
    row.upper = value + 1.0;
    row.edge_share = 0.25;
    row.valid_share = 1.0;
    return row;
}

/// ENE in 2019 and March 2019 and TRO in 2018 for 甲市; 乙市 has no geometry and stands in ENE 2019 only.
TotalsTable small_table()
{
    TotalsRow empty = row_of(1, ene, { 2019, 0 }, nan);
    empty.edge_share = nan;
    empty.valid_share = nan;
    empty.flags = { "no-geometry" };
    TotalsRow march = row_of(0, ene, { 2019, 3 }, 0.1);
    march.flags = { "incomplete", "repaired-geometry" };
    return table_of({ row_of(0, ene, { 2019, 0 }, 1234.5), empty, march, row_of(0, tro, { 2018, 0 }, 20.0) });
}

/// Each test has an empty folder of its own.
class TotalsWriterTest : public testing::Test {
protected:
    fs::path written(const std::string& name, const TotalsTable& table = small_table()) const
    {
        OutputFile file(folder_ / name);
        write_totals(table, two_cities(), file);
        file.commit();
        return folder_ / name;
    }

    Names names() const
    {
        Names found;
        for (const fs::directory_entry& entry : fs::directory_iterator(folder_)) {
            found.insert(entry.path().filename().string());
        }
        return found;
    }

    TemporaryFolder temporary_;
    fs::path folder_ { temporary_.path() };
};

// --- CSV

TEST(TotalsCsv, HasTheColumnsOfTheContract)
{
    EXPECT_EQ(to_csv(small_table()),
        std::string(header)
            + "110,甲市,edgar_v8,CO2,ENE,2019,1234.5,t,1233.5,1235.5,0.25,1,\n"
              "120,乙市,edgar_v8,CO2,ENE,2019,,t,,,,,no-geometry\n"
              "110,甲市,edgar_v8,CO2,ENE,2019-03,0.1,t,-0.9,1.1,0.25,1,incomplete repaired-geometry\n"
              "110,甲市,edgar_v8,CO2,TRO,2018,20,t,19,21,0.25,1,\n");
}

TEST(TotalsCsv, QuotesWhereNeeded)
{
    TotalsTable table = table_of({ row_of(0, 0, { 2019, 0 }, 2.0) });
    table.unit = "kt,C";
    table.cities[0].name = "the \"old\" town";
    table.series[0] = { "two\nlines", "CR\r", "a,b" };
    EXPECT_EQ(to_csv(table),
        std::string(header) + "110,\"the \"\"old\"\" town\",\"two\nlines\",\"CR\r\",\"a,b\",2019,2,\"kt,C\",1,3,0.25,1,\n");
}

TEST(TotalsCsv, NumbersReadBackToTheSameDouble)
{
    for (const double value : { 0.1 + 0.2, 1.0 / 3.0, 1e-300, 123456789012345680.0, 5e-324 }) {
        const std::string text = to_csv(table_of({ row_of(0, ene, { 2019, 0 }, value) }));
        const std::string before = "110,甲市,edgar_v8,CO2,ENE,2019,";
        const std::size_t place = text.find(before) + before.size();
        EXPECT_EQ(std::strtod(text.c_str() + place, nullptr), value);
    }
}

TEST(TotalsCsv, WithoutRowsIsTheHeader)
{
    EXPECT_EQ(to_csv({}), header);
}

// --- JSON

TEST(TotalsJson, ReadsBack)
{
    const nlohmann::json read = nlohmann::json::parse(to_json(small_table()));
    EXPECT_EQ(read["unit"], "t");
    ASSERT_EQ(read["totals"].size(), 4u);
    EXPECT_EQ(read["totals"][0],
        (nlohmann::json { { "city_id", "110" }, { "city", "甲市" }, { "inventory", "edgar_v8" }, { "species", "CO2" },
            { "sector", "ENE" }, { "period", "2019" }, { "value", 1234.5 }, { "lower", 1233.5 }, { "upper", 1235.5 },
            { "edge_share", 0.25 }, { "valid_share", 1.0 }, { "flag", "" } }));
    EXPECT_TRUE(read["totals"][1]["value"].is_null());
    EXPECT_TRUE(read["totals"][1]["valid_share"].is_null());
    EXPECT_EQ(read["totals"][2]["period"], "2019-03");
    EXPECT_EQ(read["totals"][2]["flag"], "incomplete repaired-geometry");
}

TEST(TotalsJson, HasOneRowALine)
{
    TotalsTable table = small_table();
    table.rows.resize(2);
    const std::string text = to_json(table);
    EXPECT_TRUE(text.starts_with("{\n  \"unit\": \"t\",\n  \"totals\": [\n    {\"city_id\":\"110\",\"city\":\"甲市\","));
    EXPECT_TRUE(text.ends_with("\"flag\":\"no-geometry\"}\n  ]\n}\n"));
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 7);
}

TEST(TotalsJson, WithoutRowsIsAnEmptyList)
{
    EXPECT_EQ(nlohmann::json::parse(to_json({})), (nlohmann::json { { "unit", "t" }, { "totals", nlohmann::json::array() } }));
}

TEST(TotalsJson, SurvivesANameThatIsNoUtf8)
{
    TotalsTable table = small_table();
    table.cities[0].name = "\xb1\xb1";
    EXPECT_EQ(nlohmann::json::parse(to_json(table))["totals"][0]["city"], "\uFFFD\uFFFD");
}

// --- the choice of the format, and the file

TEST(TotalsFormat, IsKnownBySuffix)
{
    for (const char* name : { "a.csv", "a.json", "a.gpkg", "a.nc", "A.CSV", "folder.x/a.b.nc" }) {
        EXPECT_NO_THROW(check_output_format(name)) << name;
    }
    for (const char* name : { "a.xlsx", "a.tif", "a", ".csv", "a.", "folder.csv/a" }) {
        EXPECT_THROW(check_output_format(name), UsageError) << name;
    }
}

TEST(TotalsFormat, ARefusalNamesTheSuffixAndTheWayOut)
{
    try {
        check_output_format("out/a.xlsx");
        FAIL();
    } catch (const UsageError& error) {
        EXPECT_STREQ(error.what(),
            "--output out/a.xlsx: there is no format for the suffix '.xlsx'; totals are written as .csv, .json, .gpkg or .nc");
    }
}

TEST_F(TotalsWriterTest, WritesTextAsGiven)
{
    EXPECT_EQ(content_of(written("totals.csv")), to_csv(small_table()));
    EXPECT_EQ(content_of(written("totals.json")), to_json(small_table()));
}

TEST_F(TotalsWriterTest, LeavesNothingElseInTheFolder)
{
    const Names all { "totals.csv", "totals.json", "totals.gpkg", "totals.nc" };
    for (const std::string& name : all) {
        written(name);
    }
    EXPECT_EQ(names(), all);
}

TEST_F(TotalsWriterTest, ReplacesWhatStoodThere)
{
    for (const char* name : { "totals.csv", "totals.json", "totals.gpkg", "totals.nc" }) {
        const std::string first = content_of(written(name));
        put(folder_ / name, "something else");
        EXPECT_EQ(content_of(written(name)), first) << name;
    }
}

TEST_F(TotalsWriterTest, AMissingFolderIsNamed)
{
    for (const char* name : { "totals.csv", "totals.json", "totals.gpkg", "totals.nc" }) {
        try {
            written("nowhere/" + std::string(name));
            FAIL() << name;
        } catch (const InputError& error) {
            EXPECT_NE(std::string(error.what()).find("nowhere does not exist"), std::string::npos) << error.what();
        }
    }
    EXPECT_EQ(names(), Names {});
}

TEST_F(TotalsWriterTest, AnUnknownSuffixLeavesNoTrace)
{
    EXPECT_THROW(written("totals.xlsx"), UsageError);
    EXPECT_EQ(names(), Names {});
}

// --- GeoPackage

struct DatasetCloser {
    void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};

class ReadGeopackage {
public:
    explicit ReadGeopackage(const fs::path& file)
    {
        GDALAllRegister();
        dataset_.reset(GDALDataset::Open(file.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY));
        if (!dataset_) {
            throw std::runtime_error("does not open");
        }
        for (const auto& feature : *layer()) {
            features_.emplace_back(feature->Clone());
        }
    }

    GDALDataset& dataset() { return *dataset_; }
    OGRLayer* layer() { return dataset_->GetLayerByName("totals"); }
    const OGRFeature& feature(std::size_t i) const { return *features_.at(i); }
    std::size_t size() const { return features_.size(); }

private:
    std::unique_ptr<GDALDataset, DatasetCloser> dataset_;
    std::vector<std::unique_ptr<OGRFeature>> features_;
};

TEST_F(TotalsWriterTest, GeopackageHasTheColumnsOfTheContract)
{
    ReadGeopackage read(written("totals.gpkg"));
    EXPECT_EQ(read.dataset().GetLayerCount(), 1);
    const OGRFeatureDefn& definition = *read.layer()->GetLayerDefn();
    std::string columns;
    for (int i = 0; i < definition.GetFieldCount(); ++i) {
        columns += std::string(i == 0 ? "" : ",") + definition.GetFieldDefn(i)->GetNameRef();
    }
    EXPECT_EQ(columns + "\n", header);
    for (const char* name : { "value", "lower", "upper", "edge_share", "valid_share" }) {
        EXPECT_EQ(definition.GetFieldDefn(definition.GetFieldIndex(name))->GetType(), OFTReal) << name;
    }
    EXPECT_EQ(read.layer()->GetGeomType(), wkbMultiPolygon);
    EXPECT_STREQ(read.layer()->GetSpatialRef()->GetAuthorityCode(nullptr), "4326");
}

TEST_F(TotalsWriterTest, GeopackageHasAFeatureForEachRow)
{
    const ReadGeopackage read(written("totals.gpkg"));
    ASSERT_EQ(read.size(), 4u);
    const OGRFeature& march = read.feature(2);
    EXPECT_STREQ(march.GetFieldAsString("city_id"), "110");
    EXPECT_STREQ(march.GetFieldAsString("city"), "甲市");
    EXPECT_STREQ(march.GetFieldAsString("inventory"), "edgar_v8");
    EXPECT_STREQ(march.GetFieldAsString("species"), "CO2");
    EXPECT_STREQ(march.GetFieldAsString("sector"), "ENE");
    EXPECT_STREQ(march.GetFieldAsString("period"), "2019-03");
    EXPECT_STREQ(march.GetFieldAsString("unit"), "t");
    EXPECT_STREQ(march.GetFieldAsString("flag"), "incomplete repaired-geometry");
    EXPECT_EQ(march.GetFieldAsDouble("value"), 0.1);
    EXPECT_EQ(march.GetFieldAsDouble("lower"), 0.1 - 1.0);
    EXPECT_EQ(march.GetFieldAsDouble("upper"), 0.1 + 1.0);
    EXPECT_EQ(march.GetFieldAsDouble("edge_share"), 0.25);
    EXPECT_EQ(march.GetFieldAsDouble("valid_share"), 1.0);
}

TEST_F(TotalsWriterTest, GeopackageSharesTheOutlineOfACity)
{
    const ReadGeopackage read(written("totals.gpkg"));
    for (const std::size_t row : { 0u, 2u, 3u }) {
        const OGRMultiPolygon& outline = *read.feature(row).GetGeometryRef()->toMultiPolygon();
        EXPECT_EQ(outline.getNumGeometries(), 2);
        EXPECT_DOUBLE_EQ(outline.get_Area(), 16.0 - 4.0 + 1.0);
        OGREnvelope box;
        outline.getEnvelope(&box);
        EXPECT_EQ((std::array { box.MinX, box.MinY, box.MaxX, box.MaxY }), (std::array { 100.0, 30.0, 111.0, 34.0 }));
    }
}

TEST_F(TotalsWriterTest, GeopackageHasNullWhereNothingIsKnown)
{
    const ReadGeopackage read(written("totals.gpkg"));
    const OGRFeature& without = read.feature(1);
    EXPECT_EQ(without.GetGeometryRef(), nullptr);
    for (const char* name : { "value", "lower", "upper", "edge_share", "valid_share" }) {
        EXPECT_TRUE(without.IsFieldNull(without.GetFieldIndex(name))) << name;
    }
    EXPECT_STREQ(without.GetFieldAsString("flag"), "no-geometry");
}

TEST_F(TotalsWriterTest, GeopackageDrawsNoOutlineForACityThatIsNotInTheList)
{
    TotalsTable table = small_table();
    table.cities.push_back({ "110", "甲市", 7 });
    table.cities.push_back({ "somewhere else", "甲市", 0 });
    table.rows[0].city = 2;
    table.rows[2].city = 3;
    const ReadGeopackage read(written("totals.gpkg", table));
    EXPECT_EQ(read.feature(0).GetGeometryRef(), nullptr);
    EXPECT_EQ(read.feature(2).GetGeometryRef(), nullptr);
    EXPECT_NE(read.feature(3).GetGeometryRef(), nullptr);
}

TEST_F(TotalsWriterTest, TheSameTableGivesTheSameBytes)
{
    for (const std::string suffix : { ".csv", ".json", ".gpkg", ".nc" }) {
        EXPECT_EQ(content_of(written("first" + suffix)), content_of(written("second" + suffix))) << suffix;
    }
}

TEST_F(TotalsWriterTest, GeopackageIsDatedBySourceDateEpoch)
{
    const auto has = [](const std::string& bytes, const char* date) { return bytes.find(date) != std::string::npos; };
    unsetenv("SOURCE_DATE_EPOCH");
    EXPECT_TRUE(has(content_of(written("unset.gpkg")), "1970-01-01T00:00:00.000Z"));
    ASSERT_EQ(setenv("SOURCE_DATE_EPOCH", "1583000000", 1), 0);
    const std::string dated = content_of(written("set.gpkg"));
    unsetenv("SOURCE_DATE_EPOCH");
    EXPECT_TRUE(has(dated, "2020-02-29T18:13:20.000Z"));
    EXPECT_EQ(CPLGetConfigOption("OGR_CURRENT_DATE", nullptr), nullptr);
}

TEST_F(TotalsWriterTest, GeopackageWithoutRowsHasAnEmptyLayer)
{
    const ReadGeopackage read(written("totals.gpkg", {}));
    EXPECT_EQ(read.size(), 0u);
}

// --- netCDF

class ReadNetcdf {
public:
    explicit ReadNetcdf(const fs::path& file) { check(nc_open(file.c_str(), NC_NOWRITE, &id_)); }
    ~ReadNetcdf() { nc_close(id_); }
    ReadNetcdf(const ReadNetcdf&) = delete;
    ReadNetcdf& operator=(const ReadNetcdf&) = delete;

    std::size_t dimension(const char* name) const
    {
        int dimension = -1;
        std::size_t size = 0;
        check(nc_inq_dimid(id_, name, &dimension));
        check(nc_inq_dimlen(id_, dimension, &size));
        return size;
    }

    /// Names of a variable's dimensions, separated by blanks.
    std::string shape(const char* name) const
    {
        std::string text;
        for (const int dimension : dimensions(name)) {
            std::array<char, NC_MAX_NAME + 1> dimension_name {};
            check(nc_inq_dimname(id_, dimension, dimension_name.data()));
            text += std::string(text.empty() ? "" : " ") + dimension_name.data();
        }
        return text;
    }

    std::vector<double> numbers(const char* name) const
    {
        std::vector<double> values(size(name));
        check(nc_get_var_double(id_, variable(name), values.data()));
        return values;
    }

    std::vector<std::string> texts(const char* name) const
    {
        std::vector<char*> values(size(name));
        check(nc_get_var_string(id_, variable(name), values.data()));
        const std::vector<std::string> copied(values.begin(), values.end());
        check(nc_free_string(values.size(), values.data()));
        return copied;
    }

    std::string attribute(const char* name, const char* of = nullptr) const
    {
        const int place = of == nullptr ? NC_GLOBAL : variable(of);
        std::size_t length = 0;
        check(nc_inq_attlen(id_, place, name, &length));
        std::string text(length, ' ');
        check(nc_get_att_text(id_, place, name, text.data()));
        return text;
    }

    double fill_value(const char* name) const
    {
        double value = 0.0;
        check(nc_get_att_double(id_, variable(name), "_FillValue", &value));
        return value;
    }

    int format() const
    {
        int value = 0;
        check(nc_inq_format(id_, &value));
        return value;
    }

private:
    static void check(int status)
    {
        if (status != NC_NOERR) {
            throw std::runtime_error(nc_strerror(status));
        }
    }

    int variable(const char* name) const
    {
        int variable = -1;
        check(nc_inq_varid(id_, name, &variable));
        return variable;
    }

    std::vector<int> dimensions(const char* name) const
    {
        int rank = 0;
        check(nc_inq_varndims(id_, variable(name), &rank));
        std::vector<int> ids(static_cast<std::size_t>(rank));
        check(nc_inq_vardimid(id_, variable(name), ids.data()));
        return ids;
    }

    std::size_t size(const char* name) const
    {
        std::size_t elements = 1;
        for (const int dimension : dimensions(name)) {
            std::size_t length = 0;
            check(nc_inq_dimlen(id_, dimension, &length));
            elements *= length;
        }
        return elements;
    }

    int id_ = -1;
};

using Texts = std::vector<std::string>;
using Numbers = std::vector<double>;

/// NaN equals NaN.
void expect_same(const Numbers& found, const Numbers& expected)
{
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        EXPECT_TRUE(found[i] == expected[i] || (std::isnan(found[i]) && std::isnan(expected[i])))
            << "entry " << i << ": " << found[i] << " for " << expected[i];
    }
}

TEST_F(TotalsWriterTest, NetcdfHasItsAxes)
{
    const ReadNetcdf read(written("totals.nc"));
    EXPECT_EQ(read.format(), NC_FORMAT_NETCDF4);
    EXPECT_EQ(read.dimension("series"), 2u);
    EXPECT_EQ(read.dimension("period"), 3u);
    EXPECT_EQ(read.dimension("city"), 2u);
    EXPECT_EQ(read.texts("city_id"), (Texts { "110", "120" }));
    EXPECT_EQ(read.texts("city_name"), (Texts { "甲市", "乙市" }));
    EXPECT_EQ(read.texts("inventory"), (Texts { "edgar_v8", "edgar_v8" }));
    EXPECT_EQ(read.texts("species"), (Texts { "CO2", "CO2" }));
    EXPECT_EQ(read.texts("sector"), (Texts { "ENE", "TRO" }));
    EXPECT_EQ(read.texts("period_label"), (Texts { "2018", "2019", "2019-03" }));
    EXPECT_EQ(read.shape("city_id"), "city");
    EXPECT_EQ(read.shape("sector"), "series");
    EXPECT_EQ(read.shape("period_label"), "period");
}

TEST_F(TotalsWriterTest, NetcdfPlacesEachRowAndFillsTheRest)
{
    const ReadNetcdf read(written("totals.nc"));
    // clang-format off
    //                                    甲市    乙市
    expect_same(read.numbers("total"), {  nan,    nan,   // ENE 2018
                                          1234.5, nan,   //     2019
                                          0.1,    nan,   //     2019-03
                                          20.0,   nan,   // TRO 2018
                                          nan,    nan,
                                          nan,    nan });
    expect_same(read.numbers("lower"), {  nan,    nan,    1233.5, nan,  0.1 - 1.0, nan,  19.0, nan,  nan, nan,  nan, nan });
    expect_same(read.numbers("upper"), {  nan,    nan,    1235.5, nan,  0.1 + 1.0, nan,  21.0, nan,  nan, nan,  nan, nan });
    expect_same(read.numbers("edge_share"), { nan, nan,   0.25, nan,    0.25, nan,       0.25, nan,  nan, nan,  nan, nan });
    expect_same(read.numbers("valid_share"), { nan, nan,  1.0, nan,     1.0, nan,        1.0, nan,   nan, nan,  nan, nan });
    EXPECT_EQ(read.texts("flag"), (Texts { "", "",        "", "no-geometry",
                                           "incomplete repaired-geometry", "",
                                           "", "",        "", "",       "", "" }));
    // clang-format on
    for (const char* name : { "total", "lower", "upper", "edge_share", "valid_share", "flag" }) {
        EXPECT_EQ(read.shape(name), "series period city") << name;
    }
}

TEST_F(TotalsWriterTest, NetcdfTimeIsTheMiddleOfThePeriod)
{
    const ReadNetcdf read(written("totals.nc"));
    // 2018-01-01 is 168 years (41 of them leap) after 1850-01-01: 168 * 365 + 41 days.
    const double start_2018 = 61361;
    const double start_2019 = start_2018 + 365;
    const double march = start_2019 + 31 + 28;
    EXPECT_EQ(read.numbers("time"), (Numbers { start_2018 + 182.5, start_2019 + 182.5, march + 15.5 }));
    EXPECT_EQ(read.numbers("time_bnds"), (Numbers { start_2018, start_2019, start_2019, start_2019 + 365, march, march + 31 }));
    EXPECT_EQ(read.shape("time_bnds"), "period bnds");
    EXPECT_EQ(read.attribute("units", "time"), "days since 1850-01-01");
    EXPECT_EQ(read.attribute("calendar", "time"), "standard");
    EXPECT_EQ(read.attribute("bounds", "time"), "time_bnds");
}

TEST_F(TotalsWriterTest, NetcdfSaysWhatItHolds)
{
    TotalsTable table = small_table();
    table.unit = "kg";
    const ReadNetcdf read(written("totals.nc", table));
    EXPECT_EQ(read.attribute("Conventions"), "CF-1.8");
    EXPECT_EQ(read.attribute("source"), "cityflux");
    EXPECT_EQ(read.attribute("title"), "City totals of emissions");
    EXPECT_EQ(read.attribute("units", "total"), "kg");
    EXPECT_EQ(read.attribute("units", "upper"), "kg");
    EXPECT_EQ(read.attribute("units", "edge_share"), "1");
    table.unit = "kt";
    EXPECT_EQ(ReadNetcdf(written("kt.nc", table)).attribute("units", "total"), "Gg") << "kt is a knot for those who read it";
    for (const char* name : { "total", "lower", "upper", "edge_share", "valid_share" }) {
        EXPECT_TRUE(std::isnan(read.fill_value(name))) << name;
    }
}

TEST_F(TotalsWriterTest, NetcdfKeepsTheOrderOfTheCityList)
{
    const ReadNetcdf read(
        written("totals.nc", table_of({ row_of(1, ene, { 2019, 0 }, 1.0), row_of(0, tro, { 2019, 0 }, 2.0) })));
    EXPECT_EQ(read.texts("city_id"), (Texts { "110", "120" }));
    EXPECT_EQ(read.texts("sector"), (Texts { "ENE", "TRO" }));
    expect_same(read.numbers("total"), { nan, 1.0, 2.0, nan });
}

TEST_F(TotalsWriterTest, NetcdfRefusesTwoRowsForOnePlace)
{
    TotalsTable table = small_table();
    table.rows.push_back(table.rows[2]);
    put(folder_ / "totals.nc", "old");
    try {
        written("totals.nc", table);
        FAIL();
    } catch (const InputError& error) {
        EXPECT_NE(
            std::string(error.what()).find("two totals of edgar_v8 CO2 ENE in 2019-03 for city 110 (甲市)"), std::string::npos)
            << error.what();
    }
    EXPECT_EQ(content_of(folder_ / "totals.nc"), "old");
    EXPECT_EQ(names(), Names { "totals.nc" });
}

TEST_F(TotalsWriterTest, NetcdfWithoutRowsHasEmptyAxes)
{
    const ReadNetcdf read(written("totals.nc", {}));
    EXPECT_EQ(read.dimension("city"), 0u);
    EXPECT_EQ(read.numbers("total"), Numbers {});
}

} // namespace
} // namespace cityflux
