#include "grids/storage/library_call.h"
#include "pipeline/command/command_line.h"
#include "pipeline/command/main_program.h"
#include "tests/child_runs.h"
#include "tests/fuzz/small_files.h"
#include "tests/temporary_folder.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gdal_priv.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

constexpr std::size_t flips = 500;
constexpr std::size_t step_of_cuts = 1024;
constexpr int haste = 30; ///< divides the limit of a library call: 60 s become 2 s
/// Largest share of the damages that is left out because a library of others failed on them.
constexpr double most_left_out = 0.02;

/// Returns the content of a file, or of all tables in a folder.
std::string content_of(const fs::path& file)
{
    if (fs::is_directory(file)) {
        std::vector<fs::path> tables;
        for (const fs::directory_entry& entry : fs::directory_iterator(file)) {
            if (entry.path().extension() == ".csv") {
                tables.push_back(entry.path());
            }
        }
        std::sort(tables.begin(), tables.end());
        std::string all;
        for (const fs::path& table : tables) {
            all += content_of(table);
        }
        return all;
    }
    std::ifstream in(file, std::ios::binary);
    return { std::istreambuf_iterator<char>(in), {} };
}

/// The bytes as they are, cut at every 1 KB, and with one bit turned at random places.
std::vector<std::string> damages_of(const std::string& sound)
{
    std::vector<std::string> all { sound };
    for (std::size_t size = 0; size < sound.size(); size += step_of_cuts) {
        all.push_back(sound.substr(0, size));
    }
    std::mt19937_64 random(2019);
    for (std::size_t flip = 0; flip < flips; ++flip) {
        all.push_back(sound);
        const std::uint64_t bit = random() % (sound.size() * 8);
        all.back()[bit / 8] = static_cast<char>(all.back()[bit / 8] ^ (1 << bit % 8));
    }
    return all;
}

/// A form of input, and the command that makes OUT.csv of a file of it.
struct Form {
    const char* name;
    const char* file; ///< the one that is damaged
    std::function<void(const std::string& path)> write;
    Words words; ///< without the output
    /// Whether a checksum guards every value, so that other totals than the right ones are a fault.
    bool guarded = false;
};

void PrintTo(const Form& form, std::ostream* out)
{
    *out << form.name;
}

Words totals_of(const Words& more)
{
    Words words { "totals", "--threads", "1", "--cache", "off", "--quiet" };
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

std::vector<Form> forms()
{
    using namespace small_files;
    const Words of_map { "--boundaries", "cities.geojson", "--assume-species", "CO2" };
    const auto map = [&](const char* file, Words more = {}) {
        Words words { file };
        words.insert(words.end(), of_map.begin(), of_map.end());
        words.insert(words.end(), more.begin(), more.end());
        return totals_of(words);
    };
    const Words year { "--assume-period", "2019" };
    const Words tonnes { "--assume-period", "2019", "--assume-unit", "t" };
    const Words placed { "--assume-period", "2019", "--assume-unit", "t", "--assume-crs",
        "EPSG:4326" };
    const auto outlines = [&](const char* file) {
        return totals_of({ "map.tif", "--boundaries", file, "--assume-species", "CO2",
            "--assume-period", "2019" });
    };
    const auto first = [](const std::string& path) { write_totals_csv(path, "first"); };
    return {
        { "netcdf3", "map.nc", write_netcdf3, map("map.nc") },
        { "netcdf4", "map.nc", write_netcdf4, map("map.nc") },
        { "netcdf4_checked", "map.nc", write_netcdf4_checked, map("map.nc", year) },
        { "geotiff", "damaged.tif", small_files::write_geotiff, map("damaged.tif", year) },
        { "geotiff_deflated", "damaged.tif", write_geotiff_deflated, map("damaged.tif", year) },
        { "ascii_grid", "map.asc", write_ascii_grid, map("map.asc", placed) },
        { "point_table", "map.csv", write_point_table, map("map.csv", tonnes) },
        { "point_table_gz", "map.csv.gz", write_point_table_gz, map("map.csv.gz", tonnes), true },
        { "geojson", "outlines.geojson", write_geojson, outlines("outlines.geojson") },
        { "geopackage", "outlines.gpkg", write_geopackage, outlines("outlines.gpkg") },
        { "shapefile", "outlines.shp", write_shapefile, outlines("outlines.shp") },
        { "shapefile_index", "outlines.shx",
            [](const std::string& path) {
                write_shapefile(fs::path(path).replace_extension(".shp"));
            },
            outlines("outlines.shp") },
        { "shapefile_table", "outlines.dbf",
            [](const std::string& path) {
                write_shapefile(fs::path(path).replace_extension(".shp"));
            },
            outlines("outlines.shp") },
        { "spreadsheet", "table.xlsx", write_spreadsheet,
            { "totals", "--table", "table.xlsx", "--inventory", "table.toml", "--quiet" } },
        { "totals_csv", "first.csv", first,
            { "compare", "first.csv", "second.csv", "--boundaries", "cities.geojson", "--quiet" } },
    };
}

class DamagedFile : public testing::TestWithParam<Form> {
protected:
    DamagedFile()
    {
        small_files::write_geojson(folder_.file("cities.geojson"));
        small_files::write_geotiff(folder_.file("map.tif"));
        small_files::write_totals_csv(folder_.file("second.csv"), "second");
        folder_.write("table.toml",
            "title = \"A table\"\nfile = \"table.xlsx\"\nlayout = \"wide-years\"\ncity = "
            "\"city\"\ninventory = \"table\"\n"
            "[[variables]]\nvariable = \"CO2\"\nunit = \"t\"\n");
        GetParam().write(file_);
        sound_ = content_of(file_);
    }

    const TemporaryFolder folder_;
    const std::string file_ = folder_.file(GetParam().file);
    std::string sound_;
};

TEST_P(DamagedFile, GivesRightTotalsOrARefusal)
{
    enum Outcome { refused = 100, right, other_values, output_in_spite_of_refusal, no_output };
    const std::vector<std::string> all = damages_of(sound_);
    fs::current_path(folder_.path());
    const auto output_of
        = [](std::size_t damage) { return fs::path(std::to_string(damage)) / "out.csv"; };
    const auto run = [&](std::size_t damage) {
        // Each file in a folder of its own: libraries keep what they know of files that they saw.
        const fs::path folder = std::to_string(damage);
        fs::create_directory(folder);
        for (const fs::directory_entry& entry : fs::directory_iterator(folder_.path())) {
            if (entry.path().stem() == fs::path(GetParam().file).stem()) {
                fs::copy_file(entry.path(), folder / entry.path().filename());
            }
        }
        std::ofstream(folder / GetParam().file, std::ios::binary) << all[damage % all.size()];
        Words words { "cityflux" };
        for (const std::string& word : GetParam().words) {
            // A command names the .shp of a shapefile, whichever part is damaged.
            const bool damaged = fs::path(word).stem() == fs::path(GetParam().file).stem();
            words.push_back(damaged ? (folder / word).string() : word);
        }
        words.insert(words.end(), { "-o", output_of(damage).string() });
        std::vector<const char*> arguments;
        for (const std::string& word : words) {
            arguments.push_back(word.c_str());
        }
        return main_program(static_cast<int>(arguments.size()), arguments.data());
    };
    // The right totals are those of the sound file.
    GDALAllRegister();
    ChildLimits limits;
    const auto first = run_in_children(
        1, [&](std::size_t) { return run(all.size()); }, limits);
    ASSERT_TRUE(first[0].code == ExitCode::done || first[0].code == ExitCode::incomplete)
        << first[0].err;
    const std::string totals = content_of(output_of(all.size()));
    ASSERT_FALSE(totals.empty());

    const auto ends = run_in_children(
        all.size(),
        [&](std::size_t damage) {
            refuse_files_on_library_faults(ExitCode::input_refused, haste);
            const int code = run(damage);
            const bool there = fs::exists(output_of(damage));
            if (code == ExitCode::done || code == ExitCode::incomplete) {
                return there ? content_of(output_of(damage)) == totals ? right : other_values
                             : no_output;
            }
            if (code == ExitCode::input_refused || code == ExitCode::wrong_usage) {
                return there ? output_in_spite_of_refusal : refused;
            }
            return static_cast<Outcome>(code);
        },
        limits);

    std::size_t count_right = 0;
    std::size_t count_other = 0;
    std::size_t count_refused = 0;
    std::size_t count_left_out = 0;
    double slowest = 0.0;
    for (std::size_t d = 0; d < ends.size(); ++d) {
        const ChildEnd& end = ends[d];
        const std::string what
            = fmt::format("damage {} of {}: code {}: {}", d, GetParam().name, end.code, end.err);
        slowest = std::max(slowest, end.seconds);
        const bool library_failed = end.ended_process && end.code == ExitCode::input_refused
            && end.err.find(" library failed on it") != std::string::npos;
        if (library_failed || end.code == refused) {
            ++(library_failed ? count_left_out : count_refused);
            const std::string stem = fs::path(GetParam().file).stem().string();
            EXPECT_NE(end.err.find(stem), std::string::npos)
                << "the refusal does not name the file: " << what;
            EXPECT_FALSE(fs::exists(output_of(d))) << "output in spite of a refusal: " << what;
        } else if (end.code == right) {
            ++count_right;
        } else if (end.code == other_values) {
            ++count_other;
            EXPECT_FALSE(GetParam().guarded) << "other totals in spite of a checksum: " << what;
        } else {
            ADD_FAILURE() << what;
        }
    }
    EXPECT_EQ(ends[0].code, right);
    EXPECT_LE(
        static_cast<double>(count_left_out), most_left_out * static_cast<double>(ends.size() - 1));
    std::cout << fmt::format("{}: {} bytes, {} damages: {} refused, {} right totals, {} other "
                             "numbers or names that nothing "
                             "guards, {} left out because a library failed; slowest {:.2f} s\n",
        GetParam().name, sound_.size(), ends.size() - 1, count_refused, count_right - 1,
        count_other, count_left_out, slowest);
}

TEST(DamagedCache, DamagedEntry_IsComputedAgain)
{
    const TemporaryFolder folder;
    small_files::write_geojson(folder.file("cities.geojson"));
    small_files::write_geotiff(folder.file("map.tif"));
    const std::string out = folder.file("out.csv");
    const std::array arguments { "cityflux", "totals", "map.tif", "--boundaries", "cities.geojson",
        "--assume-species", "CO2", "--assume-period", "2019", "--threads", "1", "--cache", "cache",
        "--quiet", "-o", "out.csv" };
    fs::current_path(folder.path());
    GDALAllRegister();
    const auto run
        = [&] { return main_program(static_cast<int>(arguments.size()), arguments.data()); };
    ASSERT_EQ(run_in_children(1, [&](std::size_t) { return run(); }, {})[0].code, ExitCode::done);
    const std::string totals = content_of(out);
    std::size_t records = 0;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder.path() / "cache")) {
        const std::string suffix = entry.path().extension().string();
        if (suffix != ".coverage" && suffix != ".cities") {
            continue;
        }
        ++records;
        const std::string sound = content_of(entry.path());
        const std::vector<std::string> all = damages_of(sound);
        const auto ends = run_in_children(all.size(),
            [&](std::size_t damage) {
                fs::remove(out);
                std::ofstream(entry.path(), std::ios::binary) << all[damage % all.size()];
                const int code = run();
                return code == ExitCode::done && content_of(out) != totals ? 100 : code;
            },
            {});
        for (std::size_t d = 0; d < ends.size(); ++d) {
            EXPECT_EQ(ends[d].code, ExitCode::done)
                << "damage " << d << " of " << entry.path() << ": " << ends[d].err;
        }
        std::cout << fmt::format(
            "cached {}: {} damages, right totals each time\n", suffix, all.size() - 1);
        std::ofstream(entry.path(), std::ios::binary) << sound;
    }
    EXPECT_EQ(records, 2U);
}

INSTANTIATE_TEST_SUITE_P(Forms, DamagedFile, testing::ValuesIn(forms()),
    [](const auto& form) { return std::string(form.param.name); });

} // namespace
} // namespace cityflux
