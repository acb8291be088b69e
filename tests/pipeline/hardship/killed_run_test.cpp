#include "tests/run_program.h"

#include "pipeline/program/sha256.h"
#include "tests/folder_content.h"
#include "tests/temporary_folder.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr const char* manifest_ending = ".manifest.json";

/// Runs killed for each output: few, so that the tests stay short; CITYFLUX_KILLS asks for more.
int kills()
{
    const char* const asked = std::getenv("CITYFLUX_KILLS");
    return asked == nullptr ? 6 : std::atoi(asked);
}

/// Files of a folder by name, hidden ones left out: what somebody finds who knows nothing of runs.
std::map<std::string, std::string> visible_files(const fs::path& folder)
{
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with(".") && entry.is_regular_file()) {
            files[name] = content_of(entry.path());
        }
    }
    return files;
}

std::set<std::string> hidden_names(const fs::path& folder)
{
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().filename().string().starts_with(".")) {
            names.insert(entry.path().filename().string());
        }
    }
    return names;
}

/// A command that writes into out/, killed at random moments, over the outputs of the same command
/// with other options.
class KilledCommand : public testing::Test {
public:
    struct Case {
        Words old_run;
        Words new_run;
    };

protected:
    fs::path out() const { return folder.path() / "out"; }
    std::map<std::string, std::string> files_of(const Words& words) const
    {
        fs::remove_all(out());
        fs::create_directory(out());
        const ProgramRun whole = run_program(folder.path(), words);
        EXPECT_TRUE(whole.code == 0 || whole.code == 4) << whole.err;
        EXPECT_EQ(hidden_names(out()), std::set<std::string>());
        return visible_files(out());
    }

    void put(const std::map<std::string, std::string>& files) const
    {
        fs::remove_all(out());
        fs::create_directory(out());
        for (const auto& [name, bytes] : files) {
            folder.write("out/" + name, bytes);
        }
    }

    /// Each visible file is the old or the new one; returns how many are new.
    static int check_files(const std::map<std::string, std::string>& found,
        const std::map<std::string, std::string>& old,
        const std::map<std::string, std::string>& fresh)
    {
        int news = 0;
        for (const auto& [name, bytes] : found) {
            const bool is_new = fresh.contains(name) && bytes == fresh.at(name);
            EXPECT_TRUE(is_new || (old.contains(name) && bytes == old.at(name)))
                << name << " is neither the old nor the new one";
            news += is_new ? 1 : 0;
        }
        for (const auto& [name, bytes] : old) {
            const bool may_be_away
                = name.ends_with(manifest_ending); // no more than that of another
            EXPECT_TRUE(found.contains(name) || may_be_away) << name << " is gone";
        }
        return news;
    }

    /// A manifest beside a file is of that file.
    static void check_pairs(const std::map<std::string, std::string>& found)
    {
        for (const auto& [name, bytes] : found) {
            const auto manifest = found.find(name + manifest_ending);
            if (manifest != found.end()) {
                Sha256 hash;
                hash.add(bytes);
                EXPECT_EQ(
                    nlohmann::json::parse(manifest->second)["output"]["sha256"], hash.finish())
                    << name;
            }
        }
    }

    void kill_often(const Case& words, std::uint64_t seed) const
    {
        const auto old = files_of(words.old_run);
        const auto fresh = files_of(words.new_run);
        ASSERT_NE(old, fresh);
        std::mt19937_64 random(seed);
        int met = 0;
        int kept_old = 0;
        int became_new = 0;
        int mixed = 0;
        int runs = 0;
        double lengths[] = { 0.0, 0.0 }; ///< seconds of a whole run, from a warm cache and without
        for (; met < kills() && runs < 3 * kills(); ++runs) {
            const bool cold = runs % 2 == 0;
            if (cold) {
                fs::remove_all(folder.path() / "cache");
            }
            put(old);
            if (lengths[cold] == 0.0) {
                lengths[cold] = run_program(folder.path(), words.new_run).seconds;
                put(old);
                if (cold) {
                    fs::remove_all(folder.path() / "cache");
                }
            }
            const std::chrono::duration<double> delay(
                lengths[cold] * std::uniform_real_distribution<double>(0.02, 1.0)(random));
            const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(delay);
            const ProgramRun killed = run_program_until(
                folder.path(), words.new_run, [&] { return Clock::now() >= end; });
            ASSERT_TRUE(killed.code == 0 || killed.code == 1000 + SIGKILL) << killed.err;
            met += killed.code == 0 ? 0 : 1;
            const auto found = visible_files(out());
            const int news = check_files(found, old, fresh);
            check_pairs(found);
            (news == 0                                       ? kept_old
                    : news == static_cast<int>(fresh.size()) ? became_new
                                                             : mixed)
                += 1;
            // A repeated run gives the bytes of an undisturbed one, from the cache that the killed
            // run left.
            const ProgramRun again = run_program(folder.path(), words.new_run);
            EXPECT_EQ(again.code, 0) << again.err;
            auto expected = old;
            for (const auto& [name, bytes] : fresh) {
                expected[name] = bytes;
            }
            EXPECT_TRUE(visible_files(out()) == expected) << "not the bytes of an undisturbed run";
            EXPECT_EQ(hidden_names(out()), std::set<std::string>())
                << "what the killed run left is gone";
        }
        std::printf("%d runs, %d killed: %d times all old, %d all new, %d in between\n", runs, met,
            kept_old, became_new, mixed);
        EXPECT_EQ(met, kills()) << "the others had ended before";
    }

    /// Killed as soon as the output or its manifest changes: the moments around the renames.
    void kill_at_renames(const Case& words, const std::string& output) const
    {
        const auto old = files_of(words.old_run);
        const auto fresh = files_of(words.new_run);
        const auto changed = [&](const std::string& name) {
            std::error_code error;
            const auto size = fs::file_size(out() / name, error);
            return error || size != old.at(name).size() || content_of(out() / name) != old.at(name);
        };
        for (const std::string& name : { output, output + manifest_ending }) {
            put(old);
            run_program_until(folder.path(), words.new_run, [&] { return changed(name); });
            const auto found = visible_files(out());
            check_files(found, old, fresh);
            check_pairs(found);
            EXPECT_EQ(run_program(folder.path(), words.new_run).code, 0);
            EXPECT_TRUE(visible_files(out()) == fresh);
            EXPECT_EQ(hidden_names(out()), std::set<std::string>());
        }
    }

    TemporaryFolder folder;
};

class KilledTotals : public KilledCommand, public testing::WithParamInterface<const char*> {
protected:
    Case totals() const
    {
        const std::string output = std::string("out/totals") + GetParam();
        return { { "totals", "sample", "--unit", "kg", "-o", output, "--cache", "cache" },
            { "totals", "sample", "-o", output, "--cache", "cache" } };
    }
};

TEST_P(KilledTotals, KilledRun_LeavesOneWholeFile)
{
    kill_often(totals(), 7);
}

TEST_P(KilledTotals, NeverLeaveTheManifestOfAnother)
{
    kill_at_renames(totals(), std::string("totals") + GetParam());
}

INSTANTIATE_TEST_SUITE_P(Formats, KilledTotals, testing::Values(".csv", ".json", ".gpkg", ".nc"),
    [](const auto& parameter) { return std::string(parameter.param).substr(1); });

using KilledClip = KilledCommand;

KilledCommand::Case clip_to(const std::string& output, const Words& further)
{
    const Words words = appended({ "clip", "sample", "-o", output, "--cache", "cache" }, further);
    return { appended(words, { "--quantity", "density" }), words };
}

TEST_F(KilledClip, KilledRun_LeavesOneWholeMap)
{
    kill_often(clip_to("out/beijing.tif", { "--only", "Beijing" }), 11);
    kill_at_renames(clip_to("out/beijing.tif", { "--only", "Beijing" }), "beijing.tif");
}

TEST_F(KilledClip, KilledRun_LeavesWholeMaps)
{
    kill_often(clip_to("out/", { "--only", "Beijing,Shanghai,Tianjin,Chongqing,Guangzhou" }), 13);
}

/// Several at once: each is whole, and the output and manifest that stay are of one run.
TEST(TwoRuns, MayWriteTheSameOutput)
{
    const TemporaryFolder folder;
    const auto run_in = [&](const std::string& unit) {
        return run_program(folder.path(),
            { "totals", "sample", "--unit", unit, "-o", "totals.gpkg", "--cache", "cache" });
    };
    const std::vector<std::string> units { "t", "kt", "Mt" };
    std::vector<std::map<std::string, std::string>> whole;
    for (const std::string& unit : units) {
        ASSERT_EQ(run_in(unit).code, 0);
        auto& files = whole.emplace_back(visible_files(folder.path()));
        ASSERT_EQ(files.size(), 2u);
    }
    for (int round = 0; round < 5; ++round) {
        std::vector<ProgramRun> runs(units.size());
        {
            std::vector<std::thread> threads;
            for (std::size_t i = 0; i < units.size(); ++i) {
                threads.emplace_back([&, i] { runs[i] = run_in(units[i]); });
            }
            for (std::thread& thread : threads) {
                thread.join();
            }
        }
        for (const ProgramRun& run : runs) {
            EXPECT_EQ(run.code, 0) << run.err;
        }
        EXPECT_THAT(whole, testing::Contains(visible_files(folder.path())));
        EXPECT_EQ(hidden_names(folder.path()), std::set<std::string>());
    }
}

} // namespace
} // namespace cityflux
