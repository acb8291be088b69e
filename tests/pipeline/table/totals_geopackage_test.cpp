#include "pipeline/table/totals_writer.h"

#include "tests/folder_content.h"
#include "tests/pipeline/table/totals_writer_fixture.h"
#include "tests/totals_csv.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

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
    GDALDatasetUniquePtr dataset_;
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
    EXPECT_EQ(columns + "\n", totals_csv_header);
    for (const char* name : { "value", "lower", "upper", "edge_share", "valid_share" }) {
        EXPECT_EQ(definition.GetFieldDefn(definition.GetFieldIndex(name))->GetType(), OFTReal)
            << name;
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
        EXPECT_EQ((std::array { box.MinX, box.MinY, box.MaxX, box.MaxY }),
            (std::array { 100.0, 30.0, 111.0, 34.0 }));
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

TEST_F(TotalsWriterTest, GeopackageUnlistedCity_HasNoOutline)
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

TEST_F(TotalsWriterTest, GeopackageIsDatedBySourceDateEpoch)
{
    const auto has = [](const std::string& bytes, const char* date) {
        return bytes.find(date) != std::string::npos;
    };
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

} // namespace
} // namespace cityflux
