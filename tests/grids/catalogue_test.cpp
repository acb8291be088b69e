#include "grids/catalogue.h"

#include "grids/error.h"
#include "grids/grid_file.h"
#include "tests/temporary_folder.h"

#include <filesystem>
#include <fstream>
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

/// A file of which only name, variables and attributes are known.
class NamedFile final : public GridFile {
public:
    NamedFile(const std::string& path, const std::vector<std::string>& variables, const Texts& of_file = {},
        const Texts& of_variables = {})
        : GridFile(path)
    {
        attributes_ = attributes_of(of_file);
        for (const std::string& name : variables) {
            GridVariable variable;
            variable.name = name;
            variable.attributes = attributes_of(of_variables);
            variables_.push_back(std::move(variable));
        }
    }

    void read(const GridVariable&, std::span<const std::size_t>, const CellWindow&, RawBlock&) override
    {
        FAIL() << "nothing is read";
    }
};

/// A folder of inventories, each "NAME" with the lines of its [recognise].
class Folder {
public:
    Folder& add(const std::string& file, const std::string& name, const std::string& recognise = "")
    {
        std::ofstream(path() / file) << "name = \"" << name
                                     << "\"\ntitle = \"t\"\nfamily = \"f\"\ncitation = \"c\"\nlicence = \"l\"\n"
                                     << "url = \"u\"\n[recognise]\n"
                                     << recognise << "\n";
        return *this;
    }

    const std::filesystem::path& path() const { return folder_.path(); }

private:
    TemporaryFolder folder_;
};

std::string recognised(const Catalogue& catalogue, const GridFile& file)
{
    const Inventory* inventory = catalogue.recognise(file);
    return inventory == nullptr ? "none" : inventory->name;
}

template <typename Error, typename Action> std::string refusal(const Action& action)
{
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return "accepted";
}

TEST(Catalogue, LoadsTheTomlFilesOfAFolderInOrder)
{
    Folder folder;
    folder.add("b.toml", "B").add("a.toml", "A").add("c.txt", "C");
    const Catalogue catalogue(folder.path());
    ASSERT_EQ(catalogue.inventories().size(), 2u);
    EXPECT_EQ(catalogue.inventories()[0].name, "A");
    EXPECT_EQ(catalogue.inventories()[1].name, "B");
}

TEST(Catalogue, RefusesTwoOfOneName)
{
    Folder folder;
    folder.add("a.toml", "MEIC").add("b.toml", "Meic");
    EXPECT_EQ(refusal<InputError>([&] { Catalogue catalogue(folder.path()); }),
        (folder.path() / "b.toml").string() + ": the name 'Meic' is taken by " + (folder.path() / "a.toml").string()
            + "; give one of the two another name");
}

TEST(Catalogue, RefusesAFolderThatIsNotThere)
{
    EXPECT_EQ(refusal<InputError>([] { Catalogue catalogue("/nowhere/at/all"); }).substr(0, 64),
        "/nowhere/at/all: the folder of inventories cannot be read: No su");
}

TEST(Catalogue, FindsByNameInAnyCase)
{
    Folder folder;
    folder.add("a.toml", "EDGAR-v8");
    EXPECT_EQ(Catalogue(folder.path()).find("edgar-V8").name, "EDGAR-v8");
}

TEST(Catalogue, FindsATomlFileByItsPath)
{
    Folder folder;
    folder.add("mine.toml", "mine");
    EXPECT_EQ(Catalogue().find((folder.path() / "mine.toml").string()).name, "mine");
    EXPECT_EQ(refusal<UsageError>([] { Catalogue().find("/nowhere/mine.toml"); }),
        "there is no file /nowhere/mine.toml; --inventory takes the path of a TOML file or a name that `cityflux inventories` "
        "lists");
}

TEST(Catalogue, SuggestsTheNearestNames)
{
    Folder folder;
    folder.add("a.toml", "EDGAR-v7").add("b.toml", "EDGAR-v8").add("c.toml", "ODIAC");
    const Catalogue catalogue(folder.path());
    EXPECT_EQ(refusal<UsageError>([&] { catalogue.find("odiak"); }),
        "no inventory is called 'odiak' (did you mean 'ODIAC'?); `cityflux inventories` lists them, and the path of a TOML "
        "file "
        "declares one");
    EXPECT_NE(refusal<UsageError>([&] { catalogue.find("edgar"); }).find("(did you mean 'EDGAR-v7' or 'EDGAR-v8'?)"),
        std::string::npos);
    EXPECT_EQ(refusal<UsageError>([&] { catalogue.find("xyz"); }),
        "no inventory is called 'xyz'; `cityflux inventories` lists them, and the path of a TOML file declares one");
}

TEST(Catalogue, RecognisesByVariablesAndAttributesUnderAnyName)
{
    Folder folder;
    folder.add("a.toml", "A", "variables = [\"emi_*\"]\nattributes = { source = \"*jrc*\" }");
    const Catalogue catalogue(folder.path());
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "emi_co2" }, { { "source", "http://JRC.eu" } })), "A");
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "emi_co2" }, {}, { { "source", "jrc" } })), "A")
        << "an attribute of a variable counts as well";
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "emi_co2" }, { { "source", "NIES" } })), "none");
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "emi_co2" })), "none");
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "co2" }, { { "source", "jrc" } })), "none");
}

TEST(Catalogue, AllVariablesHaveToBeThere)
{
    Folder folder;
    folder.add("a.toml", "A", "variables = [\"land\", \"bunker\"]");
    const Catalogue catalogue(folder.path());
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "land", "bunker", "more" })), "A");
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "land" })), "none");
}

TEST(Catalogue, TheNameHasToMatchWhereItIsRequired)
{
    Folder folder;
    folder.add("a.toml", "A", "files = [\"{year}__power.nc\"]\nvariables = [\"z\"]\nname_required = true");
    const Catalogue catalogue(folder.path());
    EXPECT_EQ(recognised(catalogue, NamedFile("/data/2017__power.nc", { "z" })), "A");
    EXPECT_EQ(recognised(catalogue, NamedFile("/data/topography.nc", { "z" })), "none");
}

TEST(Catalogue, WithoutConditionsOnlyTheNameFits)
{
    Folder folder;
    folder.add("a.toml", "A", "files = [\"odiac_{year}.tif\"]").add("b.toml", "B");
    const Catalogue catalogue(folder.path());
    EXPECT_EQ(recognised(catalogue, NamedFile("/data/odiac_2019.tif", { "band 1" })), "A");
    EXPECT_EQ(recognised(catalogue, NamedFile("/data/odiac_2019.tif.gz", { "band 1" })), "A");
    EXPECT_EQ(recognised(catalogue, NamedFile("/data/other.tif", { "band 1" })), "none");
}

TEST(Catalogue, TheOneWithMoreConditionsWins)
{
    Folder folder;
    folder.add("a.toml", "general", "variables = [\"fluxes\"]")
        .add("b.toml", "special", "variables = [\"fluxes\"]\nattributes = { title = \"*illustrates*\" }");
    const Catalogue catalogue(folder.path());
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "fluxes" }, { { "title", "It illustrates" } })), "special");
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "fluxes" })), "general");
}

TEST(Catalogue, AMatchingNameDecidesBetweenEquals)
{
    Folder folder;
    folder.add("a.toml", "A", "files = [\"a_{year}.nc\"]\nvariables = [\"z\"]").add("b.toml", "B", "variables = [\"z\"]");
    EXPECT_EQ(recognised(Catalogue(folder.path()), NamedFile("a_2019.nc", { "z" })), "A");
}

TEST(Catalogue, RefusesATieAndNamesBoth)
{
    Folder folder;
    folder.add("a.toml", "A", "variables = [\"z\"]").add("b.toml", "B", "variables = [\"z\"]");
    const Catalogue catalogue(folder.path());
    EXPECT_EQ(refusal<InputError>([&] { catalogue.recognise(NamedFile("/data/x.nc", { "z" })); }),
        "/data/x.nc: the file fits the inventories A and B equally well; say which one it is with --inventory NAME");
}

TEST(Catalogue, ListsThoseWhoseNameFits)
{
    Folder folder;
    folder.add("a.toml", "A", "files = [\"gridcar.{year}\"]").add("b.toml", "B", "files = [\"*.nc\"]").add("c.toml", "C");
    const Catalogue catalogue(folder.path());
    const auto found = catalogue.named_like("/data/gridcar.2010.gz");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0]->name, "A");
    EXPECT_TRUE(catalogue.named_like("/data/x.tif").empty());
}

/// The inventories that come with the project.
class ShippedCatalogue : public testing::Test {
protected:
    const Catalogue catalogue { std::filesystem::path(CITYFLUX_SOURCE_DIR) / "config" / "inventories" };

    /// What an inventory reads from the name of a file; nothing where the name is not one of its own.
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

TEST_F(ShippedCatalogue, LoadsAndEveryEntryTellsWhereItsFilesComeFrom)
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
        (Texts { { "species", "CO2_excl_short-cycle_org_C" }, { "year", "2015" }, { "sector", "TOTALS" } }));
    EXPECT_EQ(parts("EDGAR-v7", "v7.0_FT2021_CO2_excl_short-cycle_org_C_2020_TNR_Aviation_CDS.0.1x0.1.nc"),
        (Texts { { "species", "CO2_excl_short-cycle_org_C" }, { "year", "2020" }, { "sector", "TNR_Aviation_CDS" } }));
    EXPECT_EQ(parts("EDGAR-v7", "v432_CO2_excl_short-cycle_org_C_2012.0.1x0.1.nc"),
        (Texts { { "species", "CO2_excl_short-cycle_org_C" }, { "year", "2012" } }));
    EXPECT_EQ(parts("EDGAR-v7", "v432_CO2_excl_short-cycle_org_C_2010_1_IPCC_1A1a.0.1x0.1.nc"),
        (Texts {
            { "species", "CO2_excl_short-cycle_org_C" }, { "year", "2010" }, { "month", "1" }, { "sector", "IPCC_1A1a" } }));
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

TEST_F(ShippedCatalogue, KeepsFossilCarbonApartFromTheShortCycle)
{
    for (const char* name : { "EDGAR-v7", "EDGAR-v8", "EDGAR-v8-emissions", "EDGAR-txt" }) {
        const Texts names = catalogue.find(name).species.names;
        EXPECT_EQ(names.at("CO2_excl_short-cycle_org_C"), "CO2") << name;
        EXPECT_EQ(names.at("CO2_org_short-cycle_C"), "CO2bio") << name;
    }
}

TEST_F(ShippedCatalogue, ReadsTheNamesOfTheOthers)
{
    EXPECT_EQ(parts("ODIAC", "odiac2022_1km_excl_intl_1901.tif"), (Texts { { "yy", "19" }, { "month", "01" } }));
    EXPECT_EQ(parts("ODIAC", "odiac2020b_1km_excl_intl_1412.tif.gz"), (Texts { { "yy", "14" }, { "month", "12" } }));
    EXPECT_EQ(parts("ODIAC", "odiac2023_1km_excl_intl_202212.tif"), (Texts { { "year", "2022" }, { "month", "12" } }));
    EXPECT_EQ(parts("ODIAC-1deg", "odiac2022_1x1d_2019.nc"), (Texts { { "year", "2019" } }));
    EXPECT_EQ(parts("MEIC", "2017_01__power__CO2.nc"),
        (Texts { { "year", "2017" }, { "month", "01" }, { "sector", "power" }, { "species", "CO2" } }));
    EXPECT_EQ(parts("MEIC", "2015__industry__NOx.nc"),
        (Texts { { "year", "2015" }, { "sector", "industry" }, { "species", "NOx" } }));
    EXPECT_EQ(parts("MEIC-asc", "2017_12__transportation__CO2.asc"),
        (Texts { { "year", "2017" }, { "month", "12" }, { "sector", "transportation" }, { "species", "CO2" } }));
    EXPECT_EQ(named_like("2017_01__agriculture__CB05_ALD2.nc"), "") << "million moles, not tonnes";
    EXPECT_EQ(
        parts("PKU-FUEL", "CO2_2014_total.nc"), (Texts { { "species", "CO2" }, { "year", "2014" }, { "sector", "total" } }));
    EXPECT_EQ(parts("PKU-FUEL", "PKU-FUEL-CO2_2010.nc"), (Texts { { "species", "CO2" }, { "year", "2010" } }));
    EXPECT_EQ(named_like("BC_2014_total.nc"), "");
    EXPECT_EQ(parts("CEADs-grid", "CEADs_2012.csv"), (Texts { { "year", "2012" } }));
    EXPECT_EQ(parts("CHRED", "CHRED_10km_2012.tif"), (Texts { { "year", "2012" } }));
    EXPECT_EQ(parts("CHRED-table", "CHRED_10km_2012.csv"), (Texts { { "year", "2012" } }));
    EXPECT_EQ(parts("CDIAC", "gridcar.2010"), (Texts { { "year", "2010" } }));
    EXPECT_EQ(parts("CarbonTracker", "CT2015.flux1x1.2014-mean.nc"), (Texts { { "year", "2014" } }));
    EXPECT_EQ(named_like("CT2015.flux1x1.20140101.nc"), "") << "three-hourly fluxes of a day";
    EXPECT_EQ(parts("TNO-emiproc", "emis_2015_Berlin-coarse.nc"), (Texts { { "year", "2015" } }));
    EXPECT_EQ(parts("Jinjiang", "COI500.tif"), (Texts { { "sector", "COI" } }));
    EXPECT_EQ(named_like("PUA500.tif"), "");
}

TEST_F(ShippedCatalogue, TextsAreClaimedByTheOneThatKnowsHowToReadThem)
{
    EXPECT_EQ(named_like("EDGAR_2024_GHG_CO2_2023_TOTALS_emi.txt"), "EDGAR-txt");
    EXPECT_EQ(named_like("gridcar.2010"), "CDIAC");
    EXPECT_EQ(named_like("CEADs_2012.csv"), "CEADs-grid");
    EXPECT_EQ(named_like("CHRED_10km_2012.csv"), "CHRED-table");
    EXPECT_TRUE(catalogue.find("CDIAC").bare_text);
    EXPECT_TRUE(catalogue.find("EDGAR-txt").table);
}

TEST_F(ShippedCatalogue, TakesTheCrsOfFairmodeFromTheName)
{
    const std::string name = "CHMI_RIMM_CZ_NOX_GNFRF_EPSG28403_2017_MAP-FILE2019-09-16b6fc2e-816.asc";
    EXPECT_EQ(named_like(name), "FAIRMODE");
    EXPECT_EQ(parts("FAIRMODE", name).at("species"), "NOX");
    EXPECT_EQ(parts("FAIRMODE", name).at("sector"), "GNFRF");
    EXPECT_EQ(parts("FAIRMODE", name).at("year"), "2017");
    EXPECT_EQ(catalogue.find("FAIRMODE").crs_of(name), "EPSG:28403");
}

TEST_F(ShippedCatalogue, RecognisesFilesByContentAlone)
{
    const Texts edgar { { "source", "http://edgar.jrc.ec.europa.eu/" } };
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "emi_co2" }, edgar)), "EDGAR-v7");
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "fluxes" }, edgar)), "EDGAR-v8");
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "emissions" }, edgar)), "EDGAR-v8-emissions");
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "land", "intl_bunker" })), "ODIAC-1deg");
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "emission", "grid_cell_area" })), "PKU-FUEL");
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "country_ids", "CO2_01_POINT", "CO2_02_AREA" })), "TNO-emiproc");
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "fluxes" })), "none");
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "z" })), "none");
    EXPECT_EQ(recognised(catalogue, NamedFile("x.nc", { "bio_flux_opt", "fossil_flux_imp" })), "none")
        << "what it is the mean of stands in the name only";
}

TEST_F(ShippedCatalogue, DoesNotTakeTheIllustrationForEdgar)
{
    const NamedFile sample("china35_illustration_2010.nc", { "fluxes" },
        { { "title",
            "Illustration of 35 cities. This ILLUSTRATES how a gridded inventory is used and is NO INVENTORY: do not" } });
    EXPECT_EQ(recognised(catalogue, sample), "illustration");
    const NamedFile coarse("china35_illustration_coarse_2010.nc", { "fluxes" },
        { { "title", "Illustration on 1 degree. This ILLUSTRATES how a gridded inventory is used and is NO INVENTORY" } });
    EXPECT_EQ(recognised(catalogue, coarse), "illustration-coarse");
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
