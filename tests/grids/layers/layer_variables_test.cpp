#include "grids/layers/raster.h"

#include "tests/grids/catalogue/inventory_folder.h"
#include "tests/netcdf_writer.h"
#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;
using Words = std::vector<std::string>;

class LayerVariablesTest : public testing::Test {
protected:
    /// Writes a file of 2019 with variables in t.
    void write(const Words& names) const
    {
        NetcdfWriter writer(path_);
        writer.axis("lat", "degrees_north", { 50.5, 51.5 })
            .axis("lon", "degrees_east", { 10.5, 11.5 })
            .attribute("", "year", 2019.0)
            .attribute("", "substance", "CO2");
        for (const std::string& name : names) {
            writer.field(name, { "lat", "lon" }, { 1, 1, 1, 1 }).attribute(name, "units", "t");
        }
        writer.close();
    }

    /// Opens the file, with an inventory that has the keys `layers`, or without one.
    Raster open(const std::string& layers = {}) const
    {
        InventoryFolder folder;
        folder.add("a.toml", "A", "variables = [\"co2\"]\n[layers]\n" + layers);
        const Catalogue catalogue(folder.path());
        return Raster::open(path_, layers.empty() ? Catalogue() : catalogue, std::nullopt, {});
    }

    static Words layers_of(const Raster& raster)
    {
        Words words;
        for (const Layer& layer : raster.layers()) {
            words.push_back(raster.file().variables()[layer.variable].name);
        }
        return words;
    }

    TemporaryFolder folder_;
    const std::string path_ = folder_.file("a.nc");
};

TEST_F(LayerVariablesTest, LeftOut_IsNamedWithTheWayOut)
{
    write({ "co2", "co2_std" });
    const Raster raster = open();
    EXPECT_EQ(layers_of(raster), (Words { "co2" }));
    EXPECT_EQ(raster.oddities().back().text(),
        "variable 'co2_std' is not a layer: an uncertainty by its name; if it is an emission, list "
        "it in [layers] variables of an inventory, e.g. inventory=mine.toml");
}

TEST_F(LayerVariablesTest, ListedUncertainty_IsALayer)
{
    write({ "co2", "co2_std" });
    EXPECT_EQ(layers_of(open("variables = [\"co2\", \"co2_std\"]")), (Words { "co2", "co2_std" }));
}

TEST_F(LayerVariablesTest, ListedArea_IsNone)
{
    write({ "co2", "cell_area" });
    EXPECT_EQ(layers_of(open("variables = [\"*\"]")), (Words { "co2" }));
}

TEST_F(LayerVariablesTest, OnlyUncertainties_AreRefused)
{
    write({ "co2_std", "co2_stderr" });
    EXPECT_THAT(refusal_of([&] { open(); }),
        testing::AllOf(HasSubstr("missing layers: variable 'co2_std' is not a layer"),
            HasSubstr("variable 'co2_stderr' is not a layer"), HasSubstr("[layers] variables")));
}

} // namespace
} // namespace cityflux
