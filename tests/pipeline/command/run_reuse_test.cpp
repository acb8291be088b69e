#include "pipeline/program/data_folder.h"
#include "pipeline/run/ledger.h"
#include "tests/folder_content.h"
#include "tests/pipeline/command/run_command_fixture.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST_F(RunCommand, DoesNothingTheSecondTime)
{
    out_of_run();
    const auto first = outputs();
    const auto written = fs::last_write_time(out("totals/a.csv"));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(out_of_run(), std::string("totals/a: reused\ntotals/b: reused\n") + up_to_date);
    EXPECT_EQ(outputs(), first);
    EXPECT_EQ(fs::last_write_time(out("totals/a.csv")), written);
    fs::last_write_time(folder.file("a2019.nc"), fs::file_time_type::clock::now());
    EXPECT_THAT(out_of_run(), HasSubstr("totals/a: reused")) << "the bytes are the same";
}

TEST_F(RunCommand, DoesNothingThroughACacheEither)
{
    const Words words { "run", "p.toml", "--cache", "kept" };
    EXPECT_EQ(run_program(folder.path(), words).code, 0);
    const ProgramRun again = run_program(folder.path(), words);
    EXPECT_THAT(again.out, HasSubstr("nothing to do"));
    write_grid("a2019.nc", { .tonnes = 7.0 });
    EXPECT_THAT(run_program(folder.path(), words).out,
        HasSubstr("totals/a: done, a2019.nc changed\ntotals/b: reused\n"));
}

TEST_F(RunCommand, ChangedFile_RunsItsBranch)
{
    out_of_run();
    write_grid("a2019.nc", { .tonnes = 5.0 });
    EXPECT_EQ(out_of_run(),
        "totals/a: done, a2019.nc changed\ntotals/b: reused\n1 done, 1 reused, in out\n");
    EXPECT_NEAR(first_value("totals/a.csv"), 5.0, 1e-6);
    EXPECT_THAT(out_of_run(), HasSubstr("nothing to do"));
}

TEST_F(RunCommand, SeesFilesComeAndGo)
{
    out_of_run();
    write_grid("b2020.nc", { .year = 2020, .tonnes = 3.0 });
    EXPECT_THAT(out_of_run(), StartsWith("totals/a: reused\ntotals/b: done, b2020.nc is new\n"));
    EXPECT_EQ(read_csv(content_of(out("totals/b.csv"))).size(), 4U);
    fs::remove(folder.path() / "b2020.nc");
    EXPECT_THAT(out_of_run(), StartsWith("totals/a: reused\ntotals/b: done, b2020.nc is gone\n"));
    EXPECT_EQ(read_csv(content_of(out("totals/b.csv"))).size(), 2U);
}

TEST_F(RunCommand, DoesAllWhereTheOutlinesChanged)
{
    out_of_run();
    write_squares(0.5);
    EXPECT_EQ(out_of_run(),
        "totals/a: done, squares.geojson changed\ntotals/b: done, squares.geojson changed\n2 done, "
        "0 reused, in out\n");
}

TEST_F(RunCommand, EditedOption_RunsItsBranch)
{
    out_of_run();
    pipeline(std::string(head) + "# a remark changes nothing\n" + two_stages);
    EXPECT_THAT(out_of_run(), HasSubstr("nothing to do"));
    pipeline(std::string(head) + two_stages + "unit = \"kg\"\n");
    EXPECT_THAT(
        out_of_run(), StartsWith("totals/a: reused\ntotals/b: done, option unit changed\n"));
    EXPECT_NEAR(first_value("totals/b.csv"), 2000.0, 1e-3);
    pipeline(std::string(head) + "only = [\"C100\"]\n" + two_stages + "unit = \"kg\"\n");
    EXPECT_THAT(out_of_run(),
        AllOf(StartsWith("totals/a: done, option boundaries.only changed, "),
            HasSubstr("china.csv is new\ntotals/b: done, option boundaries.only changed, ")));
    EXPECT_EQ(read_csv(content_of(out("totals/a.csv"))).size(), 1U);
}

TEST_F(RunCommand, MakesAgainWhatWasDeletedOrAltered)
{
    out_of_run();
    const auto first = outputs();
    fs::remove(out("totals/a.csv"));
    EXPECT_THAT(out_of_run(),
        StartsWith("totals/a: done, out/totals/a.csv is missing\ntotals/b: reused\n"));
    EXPECT_EQ(outputs(), first);
    folder.write("out/totals/b.csv", "edited by hand");
    EXPECT_THAT(out_of_run(),
        StartsWith("totals/a: reused\ntotals/b: done, out/totals/b.csv was altered\n"));
    EXPECT_EQ(outputs(), first);
    fs::remove(out("totals/b.csv.manifest.json"));
    EXPECT_THAT(
        out_of_run(), HasSubstr("totals/b: done, out/totals/b.csv.manifest.json is missing"));
    EXPECT_EQ(outputs(), first);
    fs::remove_all(folder.path() / "out");
    out_of_run();
    EXPECT_EQ(outputs(), first);
}

TEST_F(RunCommand, DoesAllAgainWhereItIsForced)
{
    out_of_run();
    const auto first = outputs();
    EXPECT_EQ(out_of_run({ "--force" }),
        "totals/a: done, --force\ntotals/b: done, --force\n2 done, 0 reused, in out\n");
    EXPECT_EQ(outputs(), first);
}

TEST_F(RunCommand, DoesAgainWhatAnotherProgramMade)
{
    out_of_run();
    const auto first = outputs();
    Ledger ledger(out("ledger.json"));
    LedgerEntry entry = *ledger.find("totals/a");
    entry.made_by = "cityflux 0.0.9";
    ledger.put("totals/a", entry);
    EXPECT_THAT(out_of_run(), StartsWith("totals/a: done, made by cityflux 0.0.9, now cityflux "));
    EXPECT_EQ(outputs(), first);
}

TEST_F(RunCommand, DamagedLedger_RunsAllAgain)
{
    out_of_run();
    const auto first = outputs();
    std::string flipped = first.at("ledger.json");
    flipped.replace(flipped.rfind("\"unit\": \"t\""), 11, "\"unit\": \"g\"");
    for (const std::string& ledger :
        { std::string(), std::string("{"), first.at("ledger.json").substr(0, 500), flipped }) {
        folder.write("out/ledger.json", ledger);
        const ProgramRun healed = run();
        EXPECT_EQ(healed.code, 0);
        EXPECT_THAT(healed.err, HasSubstr("ledger.json"));
        EXPECT_THAT(healed.err, HasSubstr("ledger: all stages (2) run again"));
        EXPECT_THAT(healed.out, HasSubstr("2 done, 0 reused"));
        EXPECT_EQ(outputs(), first);
    }
}

/// The data folder of the program with another catalogue.
class OwnDataFolder {
public:
    explicit OwnDataFolder(const fs::path& folder)
        : folder_(folder)
    {
        for (const char* part : { "config", "boundaries/data", "grids/data" }) {
            fs::create_directories(folder / part);
            fs::copy(data_folder() / part, folder / part, fs::copy_options::recursive);
        }
        setenv("CITYFLUX_DATA", folder.c_str(), 1);
    }
    ~OwnDataFolder() { unsetenv("CITYFLUX_DATA"); }
    OwnDataFolder(const OwnDataFolder&) = delete;
    OwnDataFolder& operator=(const OwnDataFolder&) = delete;

    fs::path inventory(const std::string& name) const
    {
        return folder_ / "config" / "inventories" / (name + ".toml");
    }

private:
    fs::path folder_;
};

void append(const fs::path& file, const std::string& text)
{
    std::ofstream(file, std::ios::app) << text;
}

TEST_F(RunCommand, FollowsTheInventoriesItReadWith)
{
    const OwnDataFolder data(folder.path() / "data");
    pipeline("[pipeline]\nname = \"x\"\noutput = \"out\"\n[[totals]]\nname = \"found\"\nfiles = "
             "[\"sample\"]\n"
             "[[totals]]\nname = \"declared\"\nfiles = [\"sample\"]\ninventory = \"illustration\"\n"
             "[[totals]]\nname = \"a\"\nfiles = [\"a*.nc\"]\n");
    EXPECT_EQ(run().code, 4) << "no city of the built-in list lies on the grid of a";
    const auto first = outputs();
    EXPECT_THAT(run().out, HasSubstr("nothing to do"));

    append(data.inventory("illustration"), "# a remark\n");
    EXPECT_THAT(run().out,
        StartsWith("totals/found: done, data/config/inventories/illustration.toml changed\n"
                   "totals/declared: done, data/config/inventories/illustration.toml "
                   "changed\ntotals/a: reused"));

    append(data.inventory("edgar_v8"), "# a remark\n");
    EXPECT_THAT(run().out, HasSubstr("nothing to do")) << "no stage reads with it";

    std::ofstream(data.inventory("new"))
        << "name = \"new\"\ntitle = \"n\"\nfamily = \"n\"\ncitation = \"n\"\nlicence = \"n\"\n"
           "url = \"n\"\n[recognise]\nfiles = [\"q{year}.nc\"]\n";
    const std::string grown = run().out;
    EXPECT_THAT(grown, HasSubstr("totals/found: done, option inventory changed\n"));
    EXPECT_THAT(grown, HasSubstr("totals/declared: reused\n"));
    EXPECT_THAT(grown, HasSubstr("totals/a: done, option inventory changed"));
    EXPECT_EQ(content_of(out("totals/found.csv")), first.at("totals/found.csv"));
}

TEST_F(RunCommand, ReadsWithAnInventoryOfItsOwn)
{
    folder.write("own.toml",
        "name = \"own\"\ntitle = \"n\"\nfamily = \"n\"\ncitation = \"n\"\nlicence = \"n\"\nurl = "
        "\"n\"\n");
    pipeline(std::string(head) + two_stages + "inventory = \"own.toml\"\n");
    out_of_run();
    EXPECT_EQ(read_csv(content_of(out("totals/b.csv"))).at(0).at("inventory"), "own");
    append(folder.path() / "own.toml", "[quantity]\nunit = \"kg\"\nunit_overrides = true\n");
    EXPECT_THAT(out_of_run(), StartsWith("totals/a: reused\ntotals/b: done, own.toml changed\n"));
    EXPECT_NEAR(first_value("totals/b.csv"), 0.002, 1e-9);
}

} // namespace
} // namespace cityflux
