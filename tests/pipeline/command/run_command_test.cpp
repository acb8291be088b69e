#include "pipeline/program/data_folder.h"
#include "pipeline/run/folder_lock.h"
#include "tests/folder_content.h"
#include "tests/netcdf_writer.h"
#include "tests/pipeline/command/run_command_fixture.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using Json = nlohmann::json;

TEST_F(RunCommand, FirstRun_WritesAllStages)
{
    EXPECT_EQ(out_of_run(),
        "totals/a: done, not noted as done before\ntotals/b: done, not noted as done before\n2 "
        "done, 0 reused, in out\n");
    EXPECT_EQ(names_of(outputs()),
        (std::set<std::string> { "ledger.json", "totals/a.csv", "totals/a.csv.manifest.json",
            "totals/b.csv", "totals/b.csv.manifest.json" }));
    const CsvRows rows = read_csv(content_of(out("totals/b.csv")));
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].at("city_id"), "100");
    EXPECT_NEAR(number(rows[0], "value"), 2.0, 1e-6);
}

TEST_F(RunCommand, GivesTheBytesOfTotals)
{
    const fs::path sample = *builtin_grid("sample");
    fs::copy_file(sample, folder.file("sample copy.nc"));
    pipeline("[pipeline]\nname = \"x\"\noutput = \"out\"\n[boundaries]\nfile = \"china35\"\nonly = "
             "[\"Beijing\", 310000]\n"
             "[[totals]]\nname = \"all\"\nfiles = [\"sample*.nc\"]\ninventory = "
             "\"illustration\"\nspecies = [\"CO2\"]\n"
             "periods = [2010]\nby = \"year\"\nedge = \"fill\"\nclosure = \"whole\"\nunit = "
             "\"Mt\"\nmin_valid = 0.5\n"
             "output = \"tables/all.json\"\n"
             "[[totals]]\nname = \"own\"\nfiles = [\"sample\"]\n"
             "assume = { unit = \"kg m-2 s-1\", period = \"2011\", species = \"CO2\", crs = "
             "\"EPSG:4326\", override = true }\n"
             "sectors = [\"total\"]\n");
    const ProgramRun piped = run();
    ASSERT_EQ(piped.code, 0) << piped.err;
    const auto made = outputs();
    ASSERT_EQ(made.size(), 5U);
    for (const std::string table : { "tables/all.json", "totals/own.csv" }) {
        const Json manifest = Json::parse(made.at(table + ".manifest.json"));
        Words words = manifest.at("command").get<Words>();
        ASSERT_EQ(words.front(), "cityflux");
        words.erase(words.begin());
        const ProgramRun by_hand = run_program(folder.path(), words);
        ASSERT_EQ(by_hand.code, 0) << by_hand.err;
        EXPECT_EQ(content_of(out(table)), made.at(table))
            << "the manifest's own command gives the same bytes";
        Json other = Json::parse(content_of(out(table + ".manifest.json")));
        other["command"][0] = "cityflux";
        EXPECT_EQ(other, manifest);
    }
    // And typed from scratch, not from the manifest.
    const ProgramRun typed = run_program(folder.path(),
        { "totals", "sample copy.nc", "--only", "Beijing,310000", "--inventory", "illustration",
            "--species", "CO2", "--period", "2010", "--by", "year", "--edge", "fill", "--closure",
            "whole", "--unit", "Mt", "--min-valid", "0.5", "--json", "--cache", "off" });
    EXPECT_EQ(typed.out, made.at("tables/all.json"));
}

TEST_F(RunCommand, ProxyFile_IsFollowed)
{
    // The first city has half of each of two cells; the proxy puts all of them into it, or nothing.
    write_squares(0.5);
    const auto write_proxy = [&](double north_of_line, double south_of_line) {
        ::NetcdfWriter(folder.file("people.nc"))
            .axis("lat", "degrees_north", { 30.25, 30.75, 31.25, 31.75 })
            .axis("lon", "degrees_east", { 100.5, 101.5, 102.5 })
            .field("people", { "lat", "lon" },
                { south_of_line, 1, 1, north_of_line, 1, 1, north_of_line, 1, 1, south_of_line, 1,
                    1 })
            .close();
    };
    const auto first_city = [&] { return first_value("totals/a.csv"); };
    write_proxy(3, 1);
    pipeline(std::string(head)
        + "[[totals]]\nname = \"a\"\nfiles = [\"a*.nc\"]\nproxy = \"people.nc\"\n");
    out_of_run();
    EXPECT_NEAR(first_city(), 1.5, 1e-9);
    const Json manifest = Json::parse(content_of(out("totals/a.csv.manifest.json")));
    const Json& city = manifest.at("proxy").at("totals").at(0).at("cities").at(0);
    EXPECT_NEAR(city.at("with_t").get<double>(), 1.5, 1e-9);
    EXPECT_NEAR(city.at("without_t").get<double>(), 1.0, 0.01)
        << "the northern half of a cell is a little smaller";
    EXPECT_THAT(manifest.at("command").dump(), HasSubstr("--proxy"));
    EXPECT_THAT(out_of_run(), StartsWith("totals/a: reused"));
    write_proxy(1, 0);
    EXPECT_THAT(out_of_run(), StartsWith("totals/a: done, people.nc changed"));
    EXPECT_NEAR(first_city(), 2.0, 1e-9);
}

TEST_F(RunCommand, RemovedStage_IsNamed)
{
    out_of_run();
    pipeline(std::string(head) + "[[totals]]\nname = \"a\"\nfiles = [\"a*.nc\"]\n");
    const ProgramRun left = run();
    EXPECT_EQ(left.out, std::string("totals/a: reused\n") + up_to_date);
    EXPECT_THAT(left.err, HasSubstr("totals/b: removed from the pipeline; its files stay"));
    EXPECT_TRUE(fs::exists(out("totals/b.csv")));
}

TEST_F(RunCommand, IncompleteStage_StaysIncomplete)
{
    write_squares(-10.0);
    const ProgramRun first = run();
    EXPECT_EQ(first.code, 4);
    EXPECT_THAT(first.out, HasSubstr("; incomplete: "));
    const ProgramRun again = run();
    EXPECT_EQ(again.code, 4) << "what is reused is as incomplete as it was";
    EXPECT_THAT(again.out, HasSubstr("totals/a: reused; incomplete: "));
    write_squares();
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
    write_grid("b2019.nc", { .tonnes = 2.0 });
    EXPECT_THAT(
        out_of_run(), StartsWith("totals/a: reused\ntotals/b: done, not noted as done before\n"));
}

TEST_F(RunCommand, LetsOneRunWorkInAFolder)
{
    fs::create_directories(folder.path() / "out");
    {
        const FolderLock held(folder.path() / "out");
        const ProgramRun refused = run();
        EXPECT_EQ(refused.code, 3);
        EXPECT_THAT(refused.err, HasSubstr("out: conflicting with another run in this folder"));
        EXPECT_FALSE(fs::exists(out("ledger.json")));
    }
    EXPECT_EQ(run().code, 0);
}

TEST_F(RunCommand, TellsItsStagesAsJson)
{
    out_of_run();
    write_grid("a2019.nc", { .tonnes = 5.0 });
    const Json told = Json::parse(out_of_run({ "--json" }));
    EXPECT_EQ(told.at("pipeline"), "test");
    EXPECT_EQ(told.at("stages").size(), 2U);
    EXPECT_EQ(told["stages"][0],
        Json({ { "name", "totals/a" }, { "state", "done" }, { "reasons", { "a2019.nc changed" } },
            { "outputs", { "out/totals/a.csv", "out/totals/a.csv.manifest.json" } },
            { "shortcomings", Json::array() } }));
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
        << "[pipeline]\nname = \"双碳\"\noutput = \"结果 文件\"\n[boundaries]\nfile = \"城市 "
           "边界.geojson\"\n"
           "[[totals]]\nname = \"甲 清单\"\nfiles = [\"排放 清单/甲*.nc\"]\n";
    for (const bool second : { false, true }) {
        const ProgramRun ended = run({}, "双碳 指数 [1]/流程 一.toml");
        EXPECT_EQ(ended.code, 0) << ended.err;
        EXPECT_THAT(
            ended.out, StartsWith(second ? "totals/甲 清单: reused\n" : "totals/甲 清单: done, "));
    }
    EXPECT_EQ(read_csv(content_of(place / "结果 文件" / "totals" / "甲 清单.csv")).size(), 2U);
}

TEST_F(RunCommand, StaysWholeWhereTwoRunAtOnce)
{
    out_of_run();
    const auto whole = outputs();
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
            EXPECT_TRUE(one.code == 0
                || (one.code == 3
                    && one.err.find("conflicting with another run in this folder")
                        != std::string::npos))
                << one.code << one.err;
        }
        EXPECT_GE(went_through, 1);
        EXPECT_EQ(outputs(), whole);
    }
}

} // namespace
} // namespace cityflux
