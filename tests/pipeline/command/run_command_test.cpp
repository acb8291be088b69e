#include "tests/run_program.h"

#include "pipeline/program/data_folder.h"
#include "pipeline/run/folder_lock.h"
#include "pipeline/run/ledger.h"
#include "tests/netcdf_writer.h"
#include "tests/temporary_folder.h"

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using Json = nlohmann::json;
using Words = std::vector<std::string>;

constexpr const char* head = "[pipeline]\nname = \"test\"\noutput = \"out\"\n[boundaries]\nfile = \"squares.geojson\"\n";
constexpr const char* two_stages
    = "[[totals]]\nname = \"a\"\nfiles = [\"a*.nc\"]\n[[totals]]\nname = \"b\"\nfiles = [\"b*.nc\"]\n";
constexpr const char* up_to_date = "nothing to do: all that the pipeline makes is up to date in out\n";

/// 3 x 3 cells of `tonnes`, 100-103 E 30-33 N.
void write_grid(const std::string& path, int year, double tonnes)
{
    NetcdfWriter(path)
        .axis("lat", "degrees_north", { 30.5, 31.5, 32.5 })
        .axis("lon", "degrees_east", { 100.5, 101.5, 102.5 })
        .field("co2", { "lat", "lon" }, std::vector<double>(9, tonnes))
        .attribute("co2", "units", "t")
        .attribute("co2", "substance", "CO2")
        .attribute("", "year", std::to_string(year))
        .close();
}

/// Two cities of one cell each; the first of `shift` degrees further north.
std::string squares(double shift = 0.0)
{
    std::string features;
    for (const int lon : { 100, 101 }) {
        const auto point = [&](int x, double y) { return "[" + std::to_string(x) + "," + std::to_string(y) + "]"; };
        const double south = 30.0 + (lon == 100 ? shift : 0.0);
        features += (features.empty() ? "" : ",") + std::string(R"({"type":"Feature","properties":{"adcode":)")
            + std::to_string(lon) + R"(,"name":"C)" + std::to_string(lon)
            + R"("},"geometry":{"type":"Polygon","coordinates":[[)" + point(lon, south) + "," + point(lon + 1, south) + ","
            + point(lon + 1, south + 1) + "," + point(lon, south + 1) + "," + point(lon, south) + "]]}}";
    }
    return R"({"type":"FeatureCollection","features":[)" + features + "]}";
}

/// Bytes of all files of a folder by path, but for the lock.
std::map<std::string, std::string> tree_of(const fs::path& folder)
{
    std::map<std::string, std::string> tree;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file() && entry.path().filename() != ".cityflux-lock") {
            tree[entry.path().lexically_relative(folder).string()] = content_of(entry.path());
        }
    }
    return tree;
}

std::set<std::string> names_of(const std::map<std::string, std::string>& tree)
{
    std::set<std::string> names;
    for (const auto& [name, bytes] : tree) {
        names.insert(name);
    }
    return names;
}

class RunCommand : public ::testing::Test {
protected:
    RunCommand()
    {
        write_grid(folder.file("a2019.nc"), 2019, 1.0);
        write_grid(folder.file("b2019.nc"), 2019, 2.0);
        folder.write("squares.geojson", squares());
        pipeline(std::string(head) + two_stages);
    }

    void pipeline(const std::string& text) const { folder.write("p.toml", text); }

    ProgramRun run(Words more = {}, const std::string& file = "p.toml") const
    {
        Words words { "run", file, "--cache", "off" };
        words.insert(words.end(), more.begin(), more.end());
        return run_program(folder.path(), words);
    }

    /// What a run that ends well prints.
    std::string out_of_run(const Words& more = {}) const
    {
        const ProgramRun ended = run(more);
        EXPECT_EQ(ended.code, 0) << ended.err;
        return ended.out;
    }

    /// Runs what must be refused: nothing on the standard output, and a line that says why.
    std::string refusal(const std::string& text) const
    {
        pipeline(text);
        const ProgramRun refused = run();
        EXPECT_EQ(refused.code, 3) << refused.err;
        EXPECT_EQ(refused.out, "");
        EXPECT_THAT(refused.err, HasSubstr("error: "));
        EXPECT_FALSE(fs::exists(folder.path() / "out")) << "refused before anything is made";
        return refused.err;
    }

    fs::path out(const std::string& name) const { return folder.path() / "out" / name; }

    TemporaryFolder folder;
};

TEST_F(RunCommand, MakesWhatIsAskedFor)
{
    EXPECT_EQ(out_of_run(),
        "totals/a: done, not noted as done before\ntotals/b: done, not noted as done before\n2 done, 0 reused, in out\n");
    EXPECT_EQ(names_of(tree_of(folder.path() / "out")),
        (std::set<std::string> {
            "ledger.json", "totals/a.csv", "totals/a.csv.manifest.json", "totals/b.csv", "totals/b.csv.manifest.json" }));
    const CsvRows rows = read_csv(content_of(out("totals/b.csv")));
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].at("city_id"), "100");
    EXPECT_NEAR(std::stod(rows[0].at("value")), 2.0, 1e-6);
}

TEST_F(RunCommand, GivesTheBytesOfTotals)
{
    const fs::path sample = *builtin_grid("sample");
    fs::copy_file(sample, folder.file("sample copy.nc"));
    pipeline("[pipeline]\nname = \"x\"\noutput = \"out\"\n[boundaries]\nfile = \"china35\"\nonly = [\"Beijing\", 310000]\n"
             "[[totals]]\nname = \"all\"\nfiles = [\"sample*.nc\"]\ninventory = \"illustration\"\nspecies = [\"CO2\"]\n"
             "periods = [2010]\nby = \"year\"\nedge = \"fill\"\nclosure = \"whole\"\nunit = \"Mt\"\nmin_valid = 0.5\n"
             "output = \"tables/all.json\"\n"
             "[[totals]]\nname = \"own\"\nfiles = [\"sample\"]\n"
             "assume = { unit = \"kg m-2 s-1\", period = \"2011\", species = \"CO2\", crs = \"EPSG:4326\" }\n"
             "sectors = [\"total\"]\n");
    const ProgramRun piped = run();
    ASSERT_EQ(piped.code, 0) << piped.err;
    const auto made = tree_of(folder.path() / "out");
    ASSERT_EQ(made.size(), 5U);
    for (const std::string table : { "tables/all.json", "totals/own.csv" }) {
        const Json manifest = Json::parse(made.at(table + ".manifest.json"));
        Words words = manifest.at("command").get<Words>();
        ASSERT_EQ(words.front(), "cityflux");
        words.erase(words.begin());
        const ProgramRun by_hand = run_program(folder.path(), words);
        ASSERT_EQ(by_hand.code, 0) << by_hand.err;
        EXPECT_EQ(content_of(out(table)), made.at(table)) << "the manifest's own command gives the same bytes";
        Json other = Json::parse(content_of(out(table + ".manifest.json")));
        other["command"][0] = "cityflux";
        EXPECT_EQ(other, manifest);
    }
    // And typed from scratch, not from the manifest.
    const ProgramRun typed = run_program(folder.path(),
        { "totals", "sample copy.nc", "--only", "Beijing,310000", "--inventory", "illustration", "--species", "CO2", "--period",
            "2010", "--by", "year", "--edge", "fill", "--closure", "whole", "--unit", "Mt", "--min-valid", "0.5", "--json",
            "--cache", "off" });
    EXPECT_EQ(typed.out, made.at("tables/all.json"));
}

TEST_F(RunCommand, SharesOutEdgesByAProxyAndFollowsItsFile)
{
    // The first city has half of each of two cells; the proxy puts all of them into it, or nothing.
    folder.write("squares.geojson", squares(0.5));
    const auto write_proxy = [&](double north_of_line, double south_of_line) {
        NetcdfWriter(folder.file("people.nc"))
            .axis("lat", "degrees_north", { 30.25, 30.75, 31.25, 31.75 })
            .axis("lon", "degrees_east", { 100.5, 101.5, 102.5 })
            .field("people", { "lat", "lon" },
                { south_of_line, 1, 1, north_of_line, 1, 1, north_of_line, 1, 1, south_of_line, 1, 1 })
            .close();
    };
    const auto first_city = [&] { return std::stod(read_csv(content_of(out("totals/a.csv"))).at(0).at("value")); };
    write_proxy(3, 1);
    pipeline(std::string(head) + "[[totals]]\nname = \"a\"\nfiles = [\"a*.nc\"]\nproxy = \"people.nc\"\n");
    out_of_run();
    EXPECT_NEAR(first_city(), 1.5, 1e-9);
    const Json manifest = Json::parse(content_of(out("totals/a.csv.manifest.json")));
    const Json& city = manifest.at("proxy").at("totals").at(0).at("cities").at(0);
    EXPECT_NEAR(city.at("with_t").get<double>(), 1.5, 1e-9);
    EXPECT_NEAR(city.at("without_t").get<double>(), 1.0, 0.01) << "the northern half of a cell is a little smaller";
    EXPECT_THAT(manifest.at("command").dump(), HasSubstr("--proxy"));
    EXPECT_THAT(out_of_run(), StartsWith("totals/a: reused"));
    write_proxy(1, 0);
    EXPECT_THAT(out_of_run(), StartsWith("totals/a: done, people.nc changed"));
    EXPECT_NEAR(first_city(), 2.0, 1e-9);
}

TEST_F(RunCommand, RefusesTwoRulesForEdges)
{
    EXPECT_THAT(
        refusal(std::string(head) + "[[totals]]\nname = \"a\"\nfiles = [\"a*.nc\"]\nproxy = \"people.nc\"\nedge = \"fill\"\n"),
        HasSubstr("leave one out"));
}

TEST_F(RunCommand, DoesNothingTheSecondTime)
{
    out_of_run();
    const auto first = tree_of(folder.path() / "out");
    const auto written = fs::last_write_time(out("totals/a.csv"));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(out_of_run(), std::string("totals/a: reused\ntotals/b: reused\n") + up_to_date);
    EXPECT_EQ(tree_of(folder.path() / "out"), first);
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
    write_grid(folder.file("a2019.nc"), 2019, 7.0);
    EXPECT_THAT(run_program(folder.path(), words).out, HasSubstr("totals/a: done, a2019.nc changed\ntotals/b: reused\n"));
}

TEST_F(RunCommand, DoesOnlyTheBranchOfAChangedFile)
{
    out_of_run();
    write_grid(folder.file("a2019.nc"), 2019, 5.0);
    EXPECT_EQ(out_of_run(), "totals/a: done, a2019.nc changed\ntotals/b: reused\n1 done, 1 reused, in out\n");
    EXPECT_NEAR(std::stod(read_csv(content_of(out("totals/a.csv"))).at(0).at("value")), 5.0, 1e-6);
    EXPECT_THAT(out_of_run(), HasSubstr("nothing to do"));
}

/// An index over the totals of one branch.
constexpr const char* carbon
    = "[index]\nname = \"carbon\"\ntitle = \"Carbon\"\nyear = 2019\n[[indicator]]\ncode = \"C\"\n"
      "name = { zh = \"碳\", en = \"Carbon\" }\nunit = \"t\"\ndirection = \"less\"\nweight = 1\ncolumn = \"CO2\"\n"
      "normalisation = { goalposts = [0, 4] }\n[robustness]\ndraws = 10\n";
constexpr const char* scored = "[[score]]\nname = \"s\"\nindex = \"carbon.toml\"\ndata = [\"totals/a\"]\n";

TEST_F(RunCommand, DoesNothingWhereverItIsStarted)
{
    folder.write("carbon.toml", carbon);
    folder.write("actions.csv", "city,indicator,title,issuer,date,level,url\n");
    pipeline(std::string(head) + two_stages + scored + "policy_register = \"actions.csv\"\n");
    out_of_run();
    fs::create_directories(folder.path() / "elsewhere");
    const ProgramRun away = run_program(folder.path() / "elsewhere", { "run", "../p.toml", "--cache", "off" });
    EXPECT_THAT(away.out, StartsWith("totals/a: reused\ntotals/b: reused\nscore/s: reused\n")) << away.err;
    const ProgramRun absolute = run_program("/", { "run", folder.file("p.toml"), "--cache", "off" });
    EXPECT_THAT(absolute.out, StartsWith("totals/a: reused\ntotals/b: reused\nscore/s: reused\n")) << absolute.err;
}

TEST_F(RunCommand, ScoresFollowTheirTotals)
{
    folder.write("carbon.toml", carbon);
    pipeline(std::string(head) + two_stages + scored);
    EXPECT_THAT(out_of_run(), HasSubstr("score/s: done, not noted as done before\n3 done"));
    EXPECT_NEAR(std::stod(read_csv(content_of(out("scores/s/scores_wide.csv")))[0].at("score")), 75.0, 1e-6);
    EXPECT_EQ(out_of_run(), std::string("totals/a: reused\ntotals/b: reused\nscore/s: reused\n") + up_to_date);
    write_grid(folder.file("b2019.nc"), 2019, 5.0);
    EXPECT_THAT(out_of_run(), AllOf(HasSubstr("totals/b: done"), HasSubstr("score/s: reused")));
    write_grid(folder.file("a2019.nc"), 2019, 2.0);
    EXPECT_THAT(out_of_run(), AllOf(HasSubstr("totals/a: done"), HasSubstr("totals/b: reused"), HasSubstr("score/s: done")));
    EXPECT_NEAR(std::stod(read_csv(content_of(out("scores/s/scores_wide.csv")))[0].at("score")), 50.0, 1e-6);
    folder.write("carbon.toml", std::string(carbon) + "seed = 3\n");
    EXPECT_THAT(out_of_run(), AllOf(HasSubstr("totals/a: reused"), HasSubstr("score/s: done, carbon.toml changed")));
    pipeline(std::string(head) + two_stages + scored + "draws = 0\n");
    EXPECT_THAT(out_of_run(), AllOf(HasSubstr("totals/a: reused"), HasSubstr("score/s: done")));
    EXPECT_FALSE(fs::exists(out("scores/s/robustness.csv")));
    fs::remove(out("scores/s/report.md"));
    EXPECT_THAT(out_of_run(), HasSubstr("score/s: done, out/scores/s/report.md is missing"));
}

TEST_F(RunCommand, MakesTheScoresOfTheCommandInItsManifest)
{
    folder.write("carbon.toml", carbon);
    pipeline(std::string(head) + two_stages + scored + "seed = 5\nmost_missing = 0.25\n");
    out_of_run();
    const auto made = tree_of(folder.path() / "out");
    Words words = Json::parse(made.at("scores/s/manifest.json")).at("command").get<Words>();
    words.erase(words.begin());
    const ProgramRun by_hand = run_program(folder.path(), words);
    ASSERT_EQ(by_hand.code, 0) << by_hand.err;
    for (const char* file : { "scores/s/scores.csv", "scores/s/robustness.csv", "scores/s/report.md" }) {
        EXPECT_EQ(content_of(folder.path() / "out" / file), made.at(file)) << file;
    }
}

TEST_F(RunCommand, RefusesScoresOfNothing)
{
    folder.write("carbon.toml", carbon);
    const std::string stages = std::string(head) + two_stages;
    EXPECT_THAT(refusal(stages + "[[score]]\nname = \"s\"\nindex = \"carbon.toml\"\ndata = [\"totals/c\"]\n"),
        HasSubstr("totals/c, which is no stage before this one; did you mean totals/a?"));
    EXPECT_THAT(refusal(stages + "[[score]]\nname = \"s\"\nindex = \"carbo\"\ndata = [\"totals/a\"]\n"),
        HasSubstr("carbo: there is no such file, and no index of that name"));
    EXPECT_THAT(
        refusal(stages + "[[score]]\nname = \"s\"\nindex = \"carbon.toml\"\ndata = [\"gdp.csv\"]\n"), HasSubstr("gdp.csv"));
    EXPECT_THAT(refusal(stages + scored + "drwas = 3\n"), HasSubstr("draws"));
    EXPECT_THAT(refusal(stages + scored + "draws = -3\n"), HasSubstr("is -3; it is a whole number that is not negative"));
}

TEST_F(RunCommand, SeesFilesComeAndGo)
{
    out_of_run();
    write_grid(folder.file("b2020.nc"), 2020, 3.0);
    EXPECT_THAT(out_of_run(), StartsWith("totals/a: reused\ntotals/b: done, b2020.nc is new\n"));
    EXPECT_EQ(read_csv(content_of(out("totals/b.csv"))).size(), 4U);
    fs::remove(folder.path() / "b2020.nc");
    EXPECT_THAT(out_of_run(), StartsWith("totals/a: reused\ntotals/b: done, b2020.nc is gone\n"));
    EXPECT_EQ(read_csv(content_of(out("totals/b.csv"))).size(), 2U);
}

TEST_F(RunCommand, DoesAllWhereTheOutlinesChanged)
{
    out_of_run();
    folder.write("squares.geojson", squares(0.5));
    EXPECT_EQ(out_of_run(),
        "totals/a: done, squares.geojson changed\ntotals/b: done, squares.geojson changed\n2 done, 0 reused, in out\n");
}

TEST_F(RunCommand, DoesOnlyTheBranchOfAnEditedOption)
{
    out_of_run();
    pipeline(std::string(head) + "# a remark changes nothing\n" + two_stages);
    EXPECT_THAT(out_of_run(), HasSubstr("nothing to do"));
    pipeline(std::string(head) + two_stages + "unit = \"kg\"\n");
    EXPECT_THAT(out_of_run(), StartsWith("totals/a: reused\ntotals/b: done, option unit changed\n"));
    EXPECT_NEAR(std::stod(read_csv(content_of(out("totals/b.csv"))).at(0).at("value")), 2000.0, 1e-3);
    pipeline(std::string(head) + "only = [\"C100\"]\n" + two_stages + "unit = \"kg\"\n");
    EXPECT_THAT(out_of_run(),
        AllOf(StartsWith("totals/a: done, option boundaries.only changed, "),
            HasSubstr("china.csv is new\ntotals/b: done, option boundaries.only changed, ")));
    EXPECT_EQ(read_csv(content_of(out("totals/a.csv"))).size(), 1U);
}

TEST_F(RunCommand, MakesAgainWhatWasDeletedOrAltered)
{
    out_of_run();
    const auto first = tree_of(folder.path() / "out");
    fs::remove(out("totals/a.csv"));
    EXPECT_THAT(out_of_run(), StartsWith("totals/a: done, out/totals/a.csv is missing\ntotals/b: reused\n"));
    EXPECT_EQ(tree_of(folder.path() / "out"), first);
    folder.write("out/totals/b.csv", "edited by hand");
    EXPECT_THAT(out_of_run(), StartsWith("totals/a: reused\ntotals/b: done, out/totals/b.csv was altered\n"));
    EXPECT_EQ(tree_of(folder.path() / "out"), first);
    fs::remove(out("totals/b.csv.manifest.json"));
    EXPECT_THAT(out_of_run(), HasSubstr("totals/b: done, out/totals/b.csv.manifest.json is missing"));
    EXPECT_EQ(tree_of(folder.path() / "out"), first);
    fs::remove_all(folder.path() / "out");
    out_of_run();
    EXPECT_EQ(tree_of(folder.path() / "out"), first);
}

TEST_F(RunCommand, DoesAllAgainWhereItIsForced)
{
    out_of_run();
    const auto first = tree_of(folder.path() / "out");
    EXPECT_EQ(out_of_run({ "--force" }), "totals/a: done, --force\ntotals/b: done, --force\n2 done, 0 reused, in out\n");
    EXPECT_EQ(tree_of(folder.path() / "out"), first);
}

TEST_F(RunCommand, DoesAgainWhatAnotherProgramMade)
{
    out_of_run();
    const auto first = tree_of(folder.path() / "out");
    Ledger ledger(out("ledger.json"));
    LedgerEntry entry = *ledger.find("totals/a");
    entry.made_by = "cityflux 0.0.9";
    ledger.put("totals/a", entry);
    EXPECT_THAT(out_of_run(), StartsWith("totals/a: done, made by cityflux 0.0.9, now cityflux "));
    EXPECT_EQ(tree_of(folder.path() / "out"), first);
}

TEST_F(RunCommand, DoesAllAgainWhereTheLedgerIsDamaged)
{
    out_of_run();
    const auto first = tree_of(folder.path() / "out");
    std::string flipped = first.at("ledger.json");
    flipped.replace(flipped.rfind("\"unit\": \"t\""), 11, "\"unit\": \"g\"");
    for (const std::string& ledger : { std::string(), std::string("{"), first.at("ledger.json").substr(0, 500), flipped }) {
        folder.write("out/ledger.json", ledger);
        const ProgramRun healed = run();
        EXPECT_EQ(healed.code, 0);
        EXPECT_THAT(healed.err, HasSubstr("ledger.json"));
        EXPECT_THAT(healed.err, HasSubstr("every stage is done again"));
        EXPECT_THAT(healed.out, HasSubstr("2 done, 0 reused"));
        EXPECT_EQ(tree_of(folder.path() / "out"), first);
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

    fs::path inventory(const std::string& name) const { return folder_ / "config" / "inventories" / (name + ".toml"); }

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
    pipeline("[pipeline]\nname = \"x\"\noutput = \"out\"\n[[totals]]\nname = \"found\"\nfiles = [\"sample\"]\n"
             "[[totals]]\nname = \"declared\"\nfiles = [\"sample\"]\ninventory = \"illustration\"\n"
             "[[totals]]\nname = \"a\"\nfiles = [\"a*.nc\"]\n");
    EXPECT_EQ(run().code, 4) << "no city of the built-in list lies on the grid of a";
    const auto first = tree_of(folder.path() / "out");
    EXPECT_THAT(run().out, HasSubstr("nothing to do"));

    append(data.inventory("illustration"), "# a remark\n");
    EXPECT_THAT(run().out,
        StartsWith("totals/found: done, data/config/inventories/illustration.toml changed\n"
                   "totals/declared: done, data/config/inventories/illustration.toml changed\ntotals/a: reused"));

    append(data.inventory("edgar_v8"), "# a remark\n");
    EXPECT_THAT(run().out, HasSubstr("nothing to do")) << "no stage reads with it";

    std::ofstream(data.inventory("new")) << "name = \"new\"\ntitle = \"n\"\nfamily = \"n\"\ncitation = \"n\"\nlicence = \"n\"\n"
                                            "url = \"n\"\n[recognise]\nfiles = [\"q{year}.nc\"]\n";
    const std::string grown = run().out;
    EXPECT_THAT(grown, HasSubstr("totals/found: done, option inventory changed\n"));
    EXPECT_THAT(grown, HasSubstr("totals/declared: reused\n"));
    EXPECT_THAT(grown, HasSubstr("totals/a: done, option inventory changed"));
    EXPECT_EQ(content_of(out("totals/found.csv")), first.at("totals/found.csv"));
}

TEST_F(RunCommand, ReadsWithAnInventoryOfItsOwn)
{
    folder.write("own.toml", "name = \"own\"\ntitle = \"n\"\nfamily = \"n\"\ncitation = \"n\"\nlicence = \"n\"\nurl = \"n\"\n");
    pipeline(std::string(head) + two_stages + "inventory = \"own.toml\"\n");
    out_of_run();
    EXPECT_EQ(read_csv(content_of(out("totals/b.csv"))).at(0).at("inventory"), "own");
    append(folder.path() / "own.toml", "[quantity]\nunit = \"kg\"\nunit_overrides = true\n");
    EXPECT_THAT(out_of_run(), StartsWith("totals/a: reused\ntotals/b: done, own.toml changed\n"));
    EXPECT_NEAR(std::stod(read_csv(content_of(out("totals/b.csv"))).at(0).at("value")), 0.002, 1e-9);
}

TEST_F(RunCommand, SaysThatAStageLeft)
{
    out_of_run();
    pipeline(std::string(head) + "[[totals]]\nname = \"a\"\nfiles = [\"a*.nc\"]\n");
    const ProgramRun left = run();
    EXPECT_EQ(left.out, std::string("totals/a: reused\n") + up_to_date);
    EXPECT_THAT(left.err, HasSubstr("totals/b is no longer in the pipeline; its files stay"));
    EXPECT_TRUE(fs::exists(out("totals/b.csv")));
}

TEST_F(RunCommand, IsIncompleteUntilItIsNot)
{
    folder.write("squares.geojson", squares(-10.0));
    const ProgramRun first = run();
    EXPECT_EQ(first.code, 4);
    EXPECT_THAT(first.out, HasSubstr("; incomplete: "));
    const ProgramRun again = run();
    EXPECT_EQ(again.code, 4) << "what is reused is as incomplete as it was";
    EXPECT_THAT(again.out, HasSubstr("totals/a: reused; incomplete: "));
    folder.write("squares.geojson", squares());
    EXPECT_EQ(run().code, 0);
}

TEST_F(RunCommand, KeepsWhatWasDoneBeforeARefusal)
{
    folder.write("b2019.nc", "no netCDF");
    const ProgramRun refused = run();
    EXPECT_EQ(refused.code, 3);
    EXPECT_EQ(refused.out, "totals/a: done, not noted as done before\n");
    EXPECT_THAT(refused.err, HasSubstr("error: p.toml: totals/b: "));
    EXPECT_THAT(refused.err, HasSubstr("b2019.nc"));
    EXPECT_FALSE(fs::exists(out("totals/b.csv")));
    write_grid(folder.file("b2019.nc"), 2019, 2.0);
    EXPECT_THAT(out_of_run(), StartsWith("totals/a: reused\ntotals/b: done, not noted as done before\n"));
}

TEST_F(RunCommand, RefusesWhatStagesAreAskedForInVain)
{
    for (const std::string option : { "sectors = [\"industry\"]\n", "periods = [2031]\n" }) {
        pipeline(std::string(head) + two_stages + option);
        const ProgramRun refused = run();
        EXPECT_EQ(refused.code, 3) << option << refused.err;
        EXPECT_THAT(refused.err, HasSubstr("p.toml: totals/b: "));
    }
    pipeline(std::string(head) + "only = [\"C10O\"]\n" + two_stages);
    const ProgramRun refused = run();
    EXPECT_EQ(refused.code, 3) << "of a file, not of the command line";
    EXPECT_THAT(refused.err, HasSubstr("did you mean 'C100'"));
}

TEST_F(RunCommand, LetsOneRunWorkInAFolder)
{
    fs::create_directories(folder.path() / "out");
    {
        const FolderLock held(folder.path() / "out");
        const ProgramRun refused = run();
        EXPECT_EQ(refused.code, 3);
        EXPECT_THAT(refused.err, HasSubstr("out: another run works in this folder"));
        EXPECT_FALSE(fs::exists(out("ledger.json")));
    }
    EXPECT_EQ(run().code, 0);
}

TEST_F(RunCommand, TellsItsStagesAsJson)
{
    out_of_run();
    write_grid(folder.file("a2019.nc"), 2019, 5.0);
    const Json told = Json::parse(out_of_run({ "--json" }));
    EXPECT_EQ(told.at("pipeline"), "test");
    EXPECT_EQ(told.at("stages").size(), 2U);
    EXPECT_EQ(told["stages"][0],
        Json({ { "name", "totals/a" }, { "state", "done" }, { "reasons", { "a2019.nc changed" } },
            { "outputs", { "out/totals/a.csv", "out/totals/a.csv.manifest.json" } }, { "shortcomings", Json::array() } }));
    EXPECT_EQ(told["stages"][1]["state"], "reused");
}

TEST_F(RunCommand, IsQuietWhereItIsAsked)
{
    const ProgramRun quiet = run({ "--quiet" });
    EXPECT_EQ(quiet.code, 0);
    EXPECT_EQ(quiet.out, "");
    EXPECT_EQ(quiet.err, "");
}

TEST_F(RunCommand, TakesChineseNamesAndBlanks)
{
    const fs::path place = folder.path() / "双碳 指数 [1]";
    fs::create_directories(place / "排放 清单");
    fs::copy_file(folder.path() / "a2019.nc", place / "排放 清单" / "甲 2019.nc");
    fs::copy_file(folder.path() / "squares.geojson", place / "城市 边界.geojson");
    std::ofstream(place / "流程 一.toml")
        << "[pipeline]\nname = \"双碳\"\noutput = \"结果 文件\"\n[boundaries]\nfile = \"城市 边界.geojson\"\n"
           "[[totals]]\nname = \"甲 清单\"\nfiles = [\"排放 清单/甲*.nc\"]\n";
    for (const bool second : { false, true }) {
        const ProgramRun ended = run({}, "双碳 指数 [1]/流程 一.toml");
        EXPECT_EQ(ended.code, 0) << ended.err;
        EXPECT_THAT(ended.out, StartsWith(second ? "totals/甲 清单: reused\n" : "totals/甲 清单: done, "));
    }
    EXPECT_EQ(read_csv(content_of(place / "结果 文件" / "totals" / "甲 清单.csv")).size(), 2U);
}

TEST_F(RunCommand, RefusesPatternsThatMatchNothing)
{
    EXPECT_THAT(refusal(std::string(head) + "[[totals]]\nname = \"c\"\nfiles = [\"a*.nc\", \"c*.nc\"]\n"),
        HasSubstr("p.toml:8: 'totals.files': no file matches 'c*.nc'"));
    EXPECT_THAT(refusal("[pipeline]\nname = \"x\"\noutput = \"out\"\n[boundaries]\nfile = \"nowhere.geojson\"\n"),
        HasSubstr("p.toml:5: 'boundaries.file': there is no file nowhere.geojson"));
}

TEST_F(RunCommand, RefusesKeysItDoesNotKnowWithTheNearest)
{
    const std::string start(head);
    EXPECT_THAT(refusal(start + "[[total]]\nname = \"a\"\n"),
        HasSubstr("p.toml:6: the key 'total' is not known (did you mean 'totals'?)"));
    EXPECT_THAT(refusal(start + two_stages + "perids = [2019]\n"),
        HasSubstr("p.toml:12: the key 'totals.perids' is not known (did you mean 'periods'?)"));
    EXPECT_THAT(refusal("[pipeline]\nname = \"x\"\noutptu = \"out\"\n"), HasSubstr("(did you mean 'output'?)"));
    EXPECT_THAT(refusal(start + "datun = \"wgs84\"\n"), HasSubstr("'boundaries.datun' is not known (did you mean 'datum'?)"));
    EXPECT_THAT(refusal(start + two_stages + "assume = { units = \"t\" }\n"), HasSubstr("'totals.assume.units' is not known"));
}

TEST_F(RunCommand, RefusesWhatCannotBe)
{
    const std::string start(head);
    const std::string stage = start + "[[totals]]\nname = \"a\"\nfiles = [\"a*.nc\"]\n";
    EXPECT_THAT(
        refusal("[[totals]]\nname = \"a\"\nfiles = [\"a*.nc\"]\n"), HasSubstr("p.toml: the table [pipeline] is missing"));
    EXPECT_THAT(refusal("[pipeline]\nname = \"x\"\n"), HasSubstr("the key 'pipeline.output' is missing"));
    EXPECT_THAT(refusal(start), HasSubstr("the pipeline has no stage; add one (totals, compare, score)"));
    EXPECT_THAT(refusal("[pipeline\n"), HasSubstr("p.toml:1: this is not TOML"));
    EXPECT_THAT(refusal(start + "[totals]\nname = \"a\"\n"),
        HasSubstr("'totals' has to be a list of tables, each written [[totals]], not a table"));
    EXPECT_THAT(refusal(start + "[[totals]]\nname = \"a\"\n"), HasSubstr("the key 'totals.files' is missing"));
    EXPECT_THAT(refusal(start + "[[totals]]\nname = \"a\"\nfiles = []\n"), HasSubstr("'totals.files' is an empty list"));
    EXPECT_THAT(refusal(start + "[[totals]]\nname = \"a/b\"\nfiles = [\"a*.nc\"]\n"), HasSubstr("without '/'"));
    EXPECT_THAT(refusal(stage + "by = \"month\"\n"), HasSubstr("'totals.by' is \"month\"; it can be \"native\" or \"year\""));
    EXPECT_THAT(refusal(stage + "unit = \"furlong\"\n"), HasSubstr("p.toml:9: 'totals.unit'"));
    EXPECT_THAT(refusal(stage + "periods = [\"March\"]\n"), HasSubstr("'totals.periods': 'March' is not a period"));
    EXPECT_THAT(refusal(stage + "min_valid = 2\n"), HasSubstr("'totals.min_valid' is 2; a share lies between 0 and 1"));
    EXPECT_THAT(refusal(stage + "inventory = \"edgr-v8\"\n"), HasSubstr("did you mean 'EDGAR-v8'"));
    EXPECT_THAT(refusal(stage + "assume = { unit = \"x y\" }\n"), HasSubstr("'totals.assume.unit'"));
    EXPECT_THAT(refusal(stage + "output = \"a.xls\"\n"), HasSubstr("p.toml:9: 'totals.output'"));
    EXPECT_THAT(refusal(stage + "output = \"../a.csv\"\n"), HasSubstr("does not name a file inside the output folder out"));
    EXPECT_THAT(refusal(stage + "output = \"/tmp/a.csv\"\n"), HasSubstr("does not name a file inside the output folder"));
    EXPECT_THAT(refusal(stage + "output = \"ledger.json\"\n"), HasSubstr("which the ledger of the run writes"));
    EXPECT_THAT(refusal(stage + stage.substr(start.size())), HasSubstr("two stages are called totals/a"));
    EXPECT_THAT(refusal(stage + "[[totals]]\nname = \"b\"\nfiles = [\"b*.nc\"]\noutput = \"totals/a.csv\"\n"),
        HasSubstr("totals/b would write out/totals/a.csv, which totals/a writes"));
    EXPECT_THAT(refusal(start + "datum = \"wgs72\"\n" + two_stages), HasSubstr("p.toml:6: 'boundaries.datum': "));
    const ProgramRun nowhere = run({}, "nowhere.toml");
    EXPECT_EQ(nowhere.code, 3);
    EXPECT_THAT(nowhere.err, HasSubstr("nowhere.toml: the pipeline cannot be read"));
    EXPECT_EQ(run({ "--memory", "plenty" }).code, 2);
    EXPECT_EQ(run_program(folder.path(), { "run" }).code, 2);
}

TEST_F(RunCommand, DoesNotReadItsOwnOutputs)
{
    pipeline("[pipeline]\nname = \"x\"\noutput = \".\"\n[boundaries]\nfile = \"squares.geojson\"\n"
             "[[totals]]\nname = \"a\"\nfiles = [\"a*.nc\"]\noutput = \"a_totals.nc\"\n");
    EXPECT_EQ(run().code, 0);
    const ProgramRun second = run();
    EXPECT_EQ(second.code, 3);
    EXPECT_THAT(second.err, HasSubstr("totals/a reads a_totals.nc, which it writes itself"));
}

TEST_F(RunCommand, StaysWholeWhereTwoRunAtOnce)
{
    out_of_run();
    const auto whole = tree_of(folder.path() / "out");
    for (int round = 0; round < 4; ++round) {
        fs::remove_all(folder.path() / "out");
        std::array<ProgramRun, 3> runs;
        {
            std::vector<std::thread> threads;
            for (ProgramRun& one : runs) {
                threads.emplace_back([&] { one = run(); });
            }
            for (std::thread& thread : threads) {
                thread.join();
            }
        }
        int went_through = 0;
        for (const ProgramRun& one : runs) {
            went_through += one.code == 0 ? 1 : 0;
            EXPECT_TRUE(
                one.code == 0 || (one.code == 3 && one.err.find("another run works in this folder") != std::string::npos))
                << one.code << one.err;
        }
        EXPECT_GE(went_through, 1);
        EXPECT_EQ(tree_of(folder.path() / "out"), whole);
    }
}

/// Runs that are killed at many moments end, when run again, with the bytes of a run that nothing disturbed.
class KilledRun : public RunCommand {
protected:
    KilledRun() { pipeline_in("t"); }

    /// Three stages over the real outlines, each for itself and without a cache, and scores: long enough to be met in the
    /// middle.
    void pipeline_in(const std::string& unit) const
    {
        std::string text = "[pipeline]\nname = \"x\"\noutput = \"out\"\n";
        for (const char* name : { "one", "two", "three" }) {
            text += std::string("[[totals]]\nname = \"") + name + "\"\nfiles = [\"sample\"]\nunit = \"" + unit + "\"\n";
        }
        text += "output = \"three.gpkg\"\n[[score]]\nname = \"s\"\nindex = \"sample-2010\"\n";
        pipeline(text + "data = [\"totals/one\", \"nangini2019_china35\"]\ndraws = 100\n");
    }

    /// Puts the output folder back to what another run left, or to nothing.
    void begin_with(const fs::path& old) const
    {
        fs::remove_all(folder.path() / "out");
        if (!old.empty()) {
            fs::copy(old, folder.path() / "out", fs::copy_options::recursive);
        }
    }

    /// The code of the killed run.
    int kill_and_resume(const std::function<bool()>& moment, const std::map<std::string, std::string>& whole) const
    {
        const ProgramRun killed = run_program_until(folder.path(), { "run", "p.toml", "--cache", "off" }, moment);
        const ProgramRun resumed = run();
        EXPECT_EQ(resumed.code, 0) << resumed.err;
        std::size_t noted = 0;
        for (const char* name : { "one", "two", "three" }) {
            const bool told = killed.out.find(std::string("totals/") + name + ": done") != std::string::npos;
            noted += told ? 1 : 0;
            EXPECT_TRUE(!told || resumed.out.find(std::string("totals/") + name + ": reused") != std::string::npos)
                << "what a killed run told as done is not done again: " << resumed.out;
        }
        std::map<std::string, std::string> tree = tree_of(folder.path() / "out");
        EXPECT_EQ(names_of(tree), names_of(whole)) << "nothing is left behind";
        for (const auto& [name, bytes] : whole) {
            EXPECT_TRUE(tree[name] == bytes) << name;
        }
        return killed.code;
    }
};

TEST_F(KilledRun, ResumesAfterAnyDelay)
{
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(run().code, 0);
    const auto length = std::chrono::steady_clock::now() - begin;
    const auto whole = tree_of(folder.path() / "out");
    constexpr int steps = 8;
    int killed = 0;
    for (int step = 0; step < steps; ++step) {
        begin_with({});
        const auto end = std::chrono::steady_clock::now() + length * step / steps;
        killed += kill_and_resume([&] { return std::chrono::steady_clock::now() >= end; }, whole) == 1000 + SIGKILL ? 1 : 0;
    }
    EXPECT_GE(killed, steps / 2) << "so many runs were met alive";
}

TEST_F(KilledRun, ResumesAtTheMomentsThatMatter)
{
    EXPECT_EQ(run().code, 0);
    const auto whole = tree_of(folder.path() / "out");
    const auto is_there = [&](const std::string& name) { return [this, name] { return fs::exists(out(name)); }; };
    const auto being_written = [&] {
        std::error_code error;
        for (fs::recursive_directory_iterator entry(folder.path() / "out", error), end; !error && entry != end;
             entry.increment(error)) {
            if (entry->path().filename().string().find(".partial") != std::string::npos) {
                return true;
            }
        }
        return false;
    };
    const std::vector<std::function<bool()>> moments { is_there(".cityflux-lock"), being_written, is_there("totals/one.csv"),
        is_there("totals/one.csv.manifest.json"), is_there("ledger.json"), is_there("totals/two.csv"),
        is_there("totals/two.csv.manifest.json"), is_there("three.gpkg"), is_there("three.gpkg.manifest.json"),
        is_there("scores/s/scores.csv"), is_there("scores/s/manifest.json") };
    std::size_t killed = 0;
    for (std::size_t m = 0; m < moments.size(); ++m) {
        begin_with({});
        const int code = kill_and_resume(moments[m], whole);
        EXPECT_TRUE(code == 1000 + SIGKILL || code == 0) << m << ": " << code;
        killed += code == 0 ? 0 : 1;
    }
    EXPECT_GE(killed, moments.size() - 2) << "all but the last moments leave time to be met";
}

/// The same where the folder holds the outputs of an earlier edition of the pipeline.
TEST_F(KilledRun, ResumesARefresh)
{
    pipeline_in("kg");
    EXPECT_EQ(run().code, 0);
    const fs::path old = folder.path() / "old";
    fs::copy(folder.path() / "out", old, fs::copy_options::recursive);
    pipeline_in("t");
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_THAT(run().out, HasSubstr("4 done, 0 reused"));
    const auto length = std::chrono::steady_clock::now() - begin;
    const auto whole = tree_of(folder.path() / "out");
    constexpr int steps = 6;
    for (int step = 0; step < steps; ++step) {
        begin_with(old);
        const auto end = std::chrono::steady_clock::now() + length * step / steps;
        kill_and_resume([&] { return std::chrono::steady_clock::now() >= end; }, whole);
    }
    for (const std::string name : { "totals/one.csv", "totals/two.csv.manifest.json", "three.gpkg" }) {
        begin_with(old);
        const std::string before = content_of(out(name));
        kill_and_resume([&] { return content_of(out(name)) != before; }, whole);
    }
}

} // namespace
} // namespace cityflux
