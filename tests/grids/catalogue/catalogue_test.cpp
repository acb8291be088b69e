#include "grids/catalogue/catalogue.h"

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

TEST(Catalogue, TomlFiles_LoadInOrder)
{
    InventoryFolder folder;
    folder.add("b.toml", "B").add("a.toml", "A").add("c.txt", "C");
    const Catalogue catalogue(folder.path());
    ASSERT_EQ(catalogue.inventories().size(), 2u);
    EXPECT_EQ(catalogue.inventories()[0].name, "A");
    EXPECT_EQ(catalogue.inventories()[1].name, "B");
}

TEST(Catalogue, RefusesTwoOfOneName)
{
    InventoryFolder folder;
    folder.add("a.toml", "MEIC").add("b.toml", "Meic");
    EXPECT_EQ(refusal_of<InputError>([&] { Catalogue catalogue(folder.path()); }),
        (folder.path() / "b.toml").string() + ": duplicate name 'Meic', also in "
            + (folder.path() / "a.toml").string() + "; give one of the two another name");
}

TEST(Catalogue, RefusesAFolderThatIsNotThere)
{
    EXPECT_EQ(refusal_of<InputError>([] { Catalogue catalogue("/nowhere/at/all"); }),
        "/nowhere/at/all: unreadable folder of inventories: No such file or directory");
}

TEST(Catalogue, FindsByNameInAnyCase)
{
    InventoryFolder folder;
    folder.add("a.toml", "EDGAR-v8");
    EXPECT_EQ(Catalogue(folder.path()).find("edgar-V8").name, "EDGAR-v8");
}

TEST(Catalogue, FindsATomlFileByItsPath)
{
    InventoryFolder folder;
    folder.add("mine.toml", "mine");
    EXPECT_EQ(Catalogue().find((folder.path() / "mine.toml").string()).name, "mine");
    EXPECT_EQ(refusal_of<UsageError>([] { Catalogue().find("/nowhere/mine.toml"); }),
        "inventory=/nowhere/mine.toml: missing file; use a name that `cityflux inventories` lists, "
        "or the path of a TOML file");
}

TEST(Catalogue, SuggestsTheNearestNames)
{
    InventoryFolder folder;
    folder.add("a.toml", "EDGAR-v7").add("b.toml", "EDGAR-v8").add("c.toml", "ODIAC");
    const Catalogue catalogue(folder.path());
    EXPECT_EQ(refusal_of<UsageError>([&] { catalogue.find("odiak"); }),
        "inventory=odiak: unknown inventory (did you mean 'ODIAC'?); use a name that `cityflux "
        "inventories` lists, or the path of a TOML file");
    EXPECT_NE(refusal_of<UsageError>([&] {
        catalogue.find("edgar");
    }).find("(did you mean 'EDGAR-v7' or 'EDGAR-v8'?)"),
        std::string::npos);
    EXPECT_EQ(refusal_of<UsageError>([&] { catalogue.find("xyz"); }),
        "inventory=xyz: unknown inventory; use a name that `cityflux inventories` lists, or the "
        "path of a TOML file");
}

TEST(Catalogue, ListsThoseWhoseNameFits)
{
    InventoryFolder folder;
    folder.add("a.toml", "A", "files = [\"gridcar.{year}\"]")
        .add("b.toml", "B", "files = [\"*.nc\"]")
        .add("c.toml", "C");
    const Catalogue catalogue(folder.path());
    const auto found = catalogue.named_like("/data/gridcar.2010.gz");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0]->name, "A");
    EXPECT_TRUE(catalogue.named_like("/data/x.tif").empty());
}

/// The inventories that come with the project.
class ShippedCatalogue : public testing::Test {
protected:
    const Catalogue catalogue { std::filesystem::path(CITYFLUX_SOURCE_DIR) / "config"
        / "inventories" };

    /// Returns the parts that an inventory reads from a file name, or nothing if the name is not
    /// one of its own.
    Texts parts(const std::string& inventory, const std::string& file) const
    {
        return catalogue.find(inventory).parts_of_name(file).value_or(Texts());
    }

    std::string named_like(const std::string& file) const
    {
        std::string names;
        for (const Inventory* inventory : catalogue.named_like(file)) {
            names += (names.empty() ? "" : " ") + inventory->name;
        }
        return names;
    }
};

TEST_F(ShippedCatalogue, EveryInventory_HasNotesAndUrl)
{
    EXPECT_GE(catalogue.inventories().size(), 19u);
    for (const Inventory& inventory : catalogue.inventories()) {
        EXPECT_FALSE(inventory.notes.empty()) << inventory.name;
        EXPECT_EQ(inventory.url.find("http"), 0u) << inventory.name;
    }
}

TEST_F(ShippedCatalogue, ReadsTheNamesOfEdgar)
{
    EXPECT_EQ(parts("EDGAR-v7", "v6.0_CO2_excl_short-cycle_org_C_2015_TOTALS.0.1x0.1.nc"),
        (Texts { { "species", "CO2_excl_short-cycle_org_C" }, { "year", "2015" },
            { "sector", "TOTALS" } }));
    EXPECT_EQ(parts("EDGAR-v7",
                  "v7.0_FT2021_CO2_excl_short-cycle_org_C_2020_TNR_Aviation_CDS.0.1x0.1.nc"),
        (Texts { { "species", "CO2_excl_short-cycle_org_C" }, { "year", "2020" },
            { "sector", "TNR_Aviation_CDS" } }));
    EXPECT_EQ(parts("EDGAR-v7", "v432_CO2_excl_short-cycle_org_C_2012.0.1x0.1.nc"),
        (Texts { { "species", "CO2_excl_short-cycle_org_C" }, { "year", "2012" } }));
    EXPECT_EQ(parts("EDGAR-v7", "v432_CO2_excl_short-cycle_org_C_2010_1_IPCC_1A1a.0.1x0.1.nc"),
        (Texts { { "species", "CO2_excl_short-cycle_org_C" }, { "year", "2010" }, { "month", "1" },
            { "sector", "IPCC_1A1a" } }));
    EXPECT_EQ(parts("EDGAR-v8", "v8.0_FT2022_GHG_CO2_2019_REF_TRF_flx.nc"),
        (Texts { { "species", "CO2" }, { "year", "2019" }, { "sector", "REF_TRF" } }));
    EXPECT_EQ(parts("EDGAR-v8", "v8.1_FT2022_AP_NOx_2022_TOTALS_flx.nc"),
        (Texts { { "species", "NOx" }, { "year", "2022" }, { "sector", "TOTALS" } }));
    EXPECT_EQ(parts("EDGAR-v8-emissions", "v8.0_FT2022_GHG_GWP_100_AR5_GHG_2019_ENE_emi.nc"),
        (Texts { { "species", "GWP_100_AR5_GHG" }, { "year", "2019" }, { "sector", "ENE" } }));
    EXPECT_EQ(parts("EDGAR-v8-emissions", "EDGAR_2024_GHG_CO2bio_2023_bkl_TRANSPORT_emi.nc"),
        (Texts { { "species", "CO2bio" }, { "year", "2023" }, { "sector", "bkl_TRANSPORT" } }));
    EXPECT_EQ(parts("EDGAR-txt", "v8.0_FT2022_GHG_CO2_2022_TOTALS.txt"),
        (Texts { { "species", "CO2" }, { "year", "2022" }, { "sector", "TOTALS" } }));
    EXPECT_EQ(parts("EDGAR-txt", "v50_CO2_excl_short-cycle_org_C_2018.txt"),
        (Texts { { "species", "CO2_excl_short-cycle_org_C" }, { "year", "2018" } }));
}

TEST_F(ShippedCatalogue, FossilCarbon_StaysApart)
{
    for (const char* name : { "EDGAR-v7", "EDGAR-v8", "EDGAR-v8-emissions", "EDGAR-txt" }) {
        const Texts names = catalogue.find(name).species.names;
        EXPECT_EQ(names.at("CO2_excl_short-cycle_org_C"), "CO2") << name;
        EXPECT_EQ(names.at("CO2_org_short-cycle_C"), "CO2bio") << name;
    }
}

TEST_F(ShippedCatalogue, ReadsTheNamesOfTheOthers)
{
    EXPECT_EQ(parts("ODIAC", "odiac2022_1km_excl_intl_1901.tif"),
        (Texts { { "yy", "19" }, { "month", "01" } }));
    EXPECT_EQ(parts("ODIAC", "odiac2020b_1km_excl_intl_1412.tif.gz"),
        (Texts { { "yy", "14" }, { "month", "12" } }));
    EXPECT_EQ(parts("ODIAC", "odiac2023_1km_excl_intl_202212.tif"),
        (Texts { { "year", "2022" }, { "month", "12" } }));
    EXPECT_EQ(parts("ODIAC-1deg", "odiac2022_1x1d_2019.nc"), (Texts { { "year", "2019" } }));
    EXPECT_EQ(parts("MEIC", "2017_01__power__CO2.nc"),
        (Texts {
            { "year", "2017" }, { "month", "01" }, { "sector", "power" }, { "species", "CO2" } }));
    EXPECT_EQ(parts("MEIC", "2015__industry__NOx.nc"),
        (Texts { { "year", "2015" }, { "sector", "industry" }, { "species", "NOx" } }));
    EXPECT_EQ(parts("MEIC-asc", "2017_12__transportation__CO2.asc"),
        (Texts { { "year", "2017" }, { "month", "12" }, { "sector", "transportation" },
            { "species", "CO2" } }));
    EXPECT_EQ(named_like("2017_01__agriculture__CB05_ALD2.nc"), "") << "million moles, not tonnes";
    EXPECT_EQ(parts("PKU-FUEL", "CO2_2014_total.nc"),
        (Texts { { "species", "CO2" }, { "year", "2014" }, { "sector", "total" } }));
    EXPECT_EQ(parts("PKU-FUEL", "PKU-FUEL-CO2_2010.nc"),
        (Texts { { "species", "CO2" }, { "year", "2010" } }));
    EXPECT_EQ(named_like("BC_2014_total.nc"), "");
    EXPECT_EQ(parts("CEADs-grid", "CEADs_2012.csv"), (Texts { { "year", "2012" } }));
    EXPECT_EQ(parts("CHRED", "CHRED_10km_2012.tif"), (Texts { { "year", "2012" } }));
    EXPECT_EQ(parts("CHRED-table", "CHRED_10km_2012.csv"), (Texts { { "year", "2012" } }));
    EXPECT_EQ(parts("CDIAC", "gridcar.2010"), (Texts { { "year", "2010" } }));
    EXPECT_EQ(
        parts("CarbonTracker", "CT2015.flux1x1.2014-mean.nc"), (Texts { { "year", "2014" } }));
    EXPECT_EQ(named_like("CT2015.flux1x1.20140101.nc"), "") << "three-hourly fluxes of a day";
    EXPECT_EQ(parts("TNO-emiproc", "emis_2015_Berlin-coarse.nc"), (Texts { { "year", "2015" } }));
    EXPECT_EQ(parts("Jinjiang", "COI500.tif"), (Texts { { "sector", "COI" } }));
    EXPECT_EQ(named_like("PUA500.tif"), "");
}

TEST_F(ShippedCatalogue, TextName_FindsItsInventory)
{
    EXPECT_EQ(named_like("EDGAR_2024_GHG_CO2_2023_TOTALS_emi.txt"), "EDGAR-txt");
    EXPECT_EQ(named_like("gridcar.2010"), "CDIAC");
    EXPECT_EQ(named_like("CEADs_2012.csv"), "CEADs-grid");
    EXPECT_EQ(named_like("CHRED_10km_2012.csv"), "CHRED-table");
    EXPECT_TRUE(catalogue.find("CDIAC").bare_text);
    EXPECT_TRUE(catalogue.find("EDGAR-txt").table);
}

TEST_F(ShippedCatalogue, FairmodeCrs_ComesFromName)
{
    const std::string name
        = "CHMI_RIMM_CZ_NOX_GNFRF_EPSG28403_2017_MAP-FILE2019-09-16b6fc2e-816.asc";
    EXPECT_EQ(named_like(name), "FAIRMODE");
    EXPECT_EQ(parts("FAIRMODE", name).at("species"), "NOX");
    EXPECT_EQ(parts("FAIRMODE", name).at("sector"), "GNFRF");
    EXPECT_EQ(parts("FAIRMODE", name).at("year"), "2017");
    EXPECT_EQ(catalogue.find("FAIRMODE").crs_of(name), "EPSG:28403");
}

TEST_F(ShippedCatalogue, CountsCarbonWhereTheProviderDoes)
{
    for (const Inventory& inventory : catalogue.inventories()) {
        const bool carbon = inventory.family == "ODIAC" || inventory.family == "CDIAC";
        EXPECT_EQ(inventory.basis == Basis::carbon, carbon) << inventory.name;
    }
}

TEST_F(ShippedCatalogue, DeclaresNoUnitThatNobodyStated)
{
    for (const char* name : { "CEADs-grid", "CHRED", "CHRED-table", "FAIRMODE" }) {
        EXPECT_TRUE(catalogue.find(name).unit.empty()) << name;
    }
    EXPECT_FALSE(catalogue.find("Jinjiang").year.value) << "its year stands nowhere";
}

} // namespace
} // namespace cityflux
