#include "grids/layers/recognition.h"

#include "grids/storage/grid_file.h"
#include "tests/grids/catalogue/inventory_folder.h"
#include "tests/refusal.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using Texts = std::map<std::string, std::string>;

Attributes attributes_of(const Texts& texts)
{
    Attributes out;
    for (const auto& [name, text] : texts) {
        out.set(name, { text, {} });
    }
    return out;
}

GridContents contents_of(
    const std::vector<std::string>& variables, const Texts& of_file, const Texts& of_variables)
{
    GridContents contents { .format = "test" };
    contents.attributes = attributes_of(of_file);
    for (const std::string& name : variables) {
        GridVariable variable;
        variable.name = name;
        variable.attributes = attributes_of(of_variables);
        contents.variables.push_back(std::move(variable));
    }
    return contents;
}

/// A file of which only name, variables and attributes are known.
class NamedFile final : public GridFile {
public:
    NamedFile(const std::string& path, const std::vector<std::string>& variables,
        const Texts& of_file = {}, const Texts& of_variables = {})
        : GridFile(path, contents_of(variables, of_file, of_variables))
    {
    }

    void read(
        const GridVariable&, std::span<const std::size_t>, const CellWindow&, RawBlock&) override
    {
        FAIL() << "nothing is read";
    }
};

std::string recognised(const Catalogue& catalogue, const GridFile& file)
{
    const Inventory* inventory = recognise(catalogue, file);
    return inventory == nullptr ? "none" : inventory->name;
}

TEST(Recognition, AnyName_IsRecognisedByContent)
{
    InventoryFolder folder;
    folder.add("a.toml", "A", "variables = [\"emi_*\"]\nattributes = { source = \"*jrc*\" }");
    const Catalogue catalogue(folder.path());
    EXPECT_EQ(
        recognised(catalogue, NamedFile("x.nc", { "emi_co2" }, { { "source", "http://JRC.eu" } })),
        "A");
    EXPECT_EQ(
        recognised(catalogue, NamedFile("x.nc", { "emi_co2" }, {}, { { "source", "jrc" } })), "A")
        << "an attribute of a variable counts as well";
    EXPECT_EQ(
        recognised(catalogue, NamedFile("x.nc", { "emi_co2" }, { { "source", "NIES" } })), "none");
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "emi_co2" })), "none");
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "co2" }, { { "source", "jrc" } })), "none");
}

TEST(Recognition, AllVariablesHaveToBeThere)
{
    InventoryFolder folder;
    folder.add("a.toml", "A", "variables = [\"land\", \"bunker\"]");
    const Catalogue catalogue(folder.path());
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "land", "bunker", "more" })), "A");
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "land" })), "none");
}

TEST(Recognition, RequiredName_MustMatch)
{
    InventoryFolder folder;
    folder.add(
        "a.toml", "A", "files = [\"{year}__power.nc\"]\nvariables = [\"z\"]\nname_required = true");
    const Catalogue catalogue(folder.path());
    EXPECT_EQ(recognised(catalogue, NamedFile("/data/2017__power.nc", { "z" })), "A");
    EXPECT_EQ(recognised(catalogue, NamedFile("/data/topography.nc", { "z" })), "none");
}

TEST(Recognition, WithoutConditionsOnlyTheNameFits)
{
    InventoryFolder folder;
    folder.add("a.toml", "A", "files = [\"odiac_{year}.tif\"]").add("b.toml", "B");
    const Catalogue catalogue(folder.path());
    EXPECT_EQ(recognised(catalogue, NamedFile("/data/odiac_2019.tif", { "band 1" })), "A");
    EXPECT_EQ(recognised(catalogue, NamedFile("/data/odiac_2019.tif.gz", { "band 1" })), "A");
    EXPECT_EQ(recognised(catalogue, NamedFile("/data/other.tif", { "band 1" })), "none");
}

TEST(Recognition, SeveralMatches_MostConditionsWin)
{
    InventoryFolder folder;
    folder.add("a.toml", "general", "variables = [\"fluxes\"]")
        .add("b.toml", "special",
            "variables = [\"fluxes\"]\nattributes = { title = \"*illustrates*\" }");
    const Catalogue catalogue(folder.path());
    EXPECT_EQ(
        recognised(catalogue, NamedFile("x.nc", { "fluxes" }, { { "title", "It illustrates" } })),
        "special");
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "fluxes" })), "general");
}

TEST(Recognition, EqualConditions_MatchingNameWins)
{
    InventoryFolder folder;
    folder.add("a.toml", "A", "files = [\"a_{year}.nc\"]\nvariables = [\"z\"]")
        .add("b.toml", "B", "variables = [\"z\"]");
    EXPECT_EQ(recognised(Catalogue(folder.path()), NamedFile("a_2019.nc", { "z" })), "A");
}

TEST(Recognition, RefusesATieAndNamesBoth)
{
    InventoryFolder folder;
    folder.add("a.toml", "A", "variables = [\"z\"]").add("b.toml", "B", "variables = [\"z\"]");
    const Catalogue catalogue(folder.path());
    EXPECT_EQ(refusal_of([&] { recognise(catalogue, NamedFile("/data/x.nc", { "z" })); }),
        "/data/x.nc: ambiguous inventory: A and B fit equally well; declare one, e.g. inventory=A");
}

/// The inventories that come with the project.
class ShippedRecognition : public testing::Test {
protected:
    const Catalogue catalogue { std::filesystem::path(CITYFLUX_SOURCE_DIR) / "config"
        / "inventories" };
};

TEST_F(ShippedRecognition, RecognisesFilesByContentAlone)
{
    const Texts edgar { { "source", "http://edgar.jrc.ec.europa.eu/" } };
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "emi_co2" }, edgar)), "EDGAR-v7");
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "fluxes" }, edgar)), "EDGAR-v8");
    EXPECT_EQ(
        recognised(catalogue, NamedFile("x.nc", { "emissions" }, edgar)), "EDGAR-v8-emissions");
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "land", "intl_bunker" })), "ODIAC-1deg");
    EXPECT_EQ(recognised(catalogue,
                  NamedFile("x.nc", { "emission", "grid_cell_area" }, {},
                      { { "units", "g km-2 month-1" } })),
        "PKU-FUEL");
    EXPECT_EQ(
        recognised(catalogue, NamedFile("x.nc", { "country_ids", "CO2_01_POINT", "CO2_02_AREA" })),
        "TNO-emiproc");
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "fluxes" })), "none");
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "z" })), "none");
    EXPECT_EQ(
        recognised(catalogue, NamedFile("x.nc", { "bio_flux_opt", "fossil_flux_imp" })), "none")
        << "what it is the mean of stands in the name only";
}

TEST_F(ShippedRecognition, CellAreas_AreNoEvidence)
{
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "grid_cell_area", "flux" })), "none");
    EXPECT_EQ(
        recognised(catalogue, NamedFile("emis_2018_x.nc", { "grid_cell_area", "flux" })), "none");
    EXPECT_EQ(
        recognised(catalogue,
            NamedFile("x.nc", { "emission", "grid_cell_area" }, {}, { { "units", "kg m-2 s-1" } })),
        "none");
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "CO2_01_AREA" })), "none");
}

TEST_F(ShippedRecognition, DoesNotTakeTheIllustrationForEdgar)
{
    const NamedFile sample("china35_illustration_2010.nc", { "fluxes" },
        { { "title",
            "Illustration of 35 cities. This ILLUSTRATES how a gridded inventory is used and is NO "
            "INVENTORY: do not" } });
    EXPECT_EQ(recognised(catalogue, sample), "illustration");
    const NamedFile coarse("china35_illustration_coarse_2010.nc", { "fluxes" },
        { { "title",
            "Illustration on 1 degree. This ILLUSTRATES how a gridded inventory is used and is NO "
            "INVENTORY" } });
    EXPECT_EQ(recognised(catalogue, coarse), "illustration-coarse");
}

} // namespace
} // namespace cityflux
