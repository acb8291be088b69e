#include "tests/folder_content.h"
#include "tests/pipeline/command/run_command_fixture.h"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// Runs that are killed at many moments end, when run again, with the bytes of a run that nothing
/// disturbed.
class KilledRun : public RunCommand {
protected:
    KilledRun() { pipeline_in("t"); }

    /// Three stages over the real outlines, each for itself and without a cache, and scores: long
    /// enough to be met in the middle.
    void pipeline_in(const std::string& unit) const
    {
        std::string text = "[pipeline]\nname = \"x\"\noutput = \"out\"\n";
        for (const char* name : { "one", "two", "three" }) {
            text += std::string("[[totals]]\nname = \"") + name
                + "\"\nfiles = [\"sample\"]\nunit = \"" + unit + "\"\n";
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
    int kill_and_resume(const std::function<bool()>& moment, const FileTree& whole) const
    {
        const ProgramRun killed
            = run_program_until(folder.path(), { "run", "p.toml", "--cache", "off" }, moment);
        const ProgramRun resumed = run();
        EXPECT_EQ(resumed.code, 0) << resumed.err;
        std::size_t noted = 0;
        for (const char* name : { "one", "two", "three" }) {
            const bool told
                = killed.out.find(std::string("totals/") + name + ": done") != std::string::npos;
            noted += told ? 1 : 0;
            EXPECT_TRUE(!told
                || resumed.out.find(std::string("totals/") + name + ": reused")
                    != std::string::npos)
                << "what a killed run told as done is not done again: " << resumed.out;
        }
        FileTree tree = outputs();
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
    const auto whole = outputs();
    constexpr int steps = 8;
    int killed = 0;
    for (int step = 0; step < steps; ++step) {
        begin_with({});
        const auto end = std::chrono::steady_clock::now() + length * step / steps;
        killed += kill_and_resume([&] { return std::chrono::steady_clock::now() >= end; }, whole)
                == 1000 + SIGKILL
            ? 1
            : 0;
    }
    EXPECT_GE(killed, steps / 2) << "so many runs were met alive";
}

TEST_F(KilledRun, ResumesAtTheMomentsThatMatter)
{
    EXPECT_EQ(run().code, 0);
    const auto whole = outputs();
    const auto is_there
        = [&](const std::string& name) { return [this, name] { return fs::exists(out(name)); }; };
    const auto being_written = [&] {
        std::error_code error;
        for (fs::recursive_directory_iterator entry(folder.path() / "out", error), end;
             !error && entry != end; entry.increment(error)) {
            if (entry->path().filename().string().find(".partial") != std::string::npos) {
                return true;
            }
        }
        return false;
    };
    const std::vector<std::function<bool()>> moments { is_there(".cityflux-lock"), being_written,
        is_there("totals/one.csv"), is_there("totals/one.csv.manifest.json"),
        is_there("ledger.json"), is_there("totals/two.csv"),
        is_there("totals/two.csv.manifest.json"), is_there("three.gpkg"),
        is_there("three.gpkg.manifest.json"), is_there("scores/s/scores.csv"),
        is_there("scores/s/manifest.json") };
    std::size_t killed = 0;
    for (std::size_t m = 0; m < moments.size(); ++m) {
        begin_with({});
        const int code = kill_and_resume(moments[m], whole);
        EXPECT_TRUE(code == 1000 + SIGKILL || code == 0) << m << ": " << code;
        killed += code == 0 ? 0 : 1;
    }
    EXPECT_GE(killed, moments.size() - 2) << "all but the last moments leave time to be met";
}

/// Resumes in a folder that contains the outputs of an earlier edition of the pipeline.
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
    const auto whole = outputs();
    constexpr int steps = 6;
    for (int step = 0; step < steps; ++step) {
        begin_with(old);
        const auto end = std::chrono::steady_clock::now() + length * step / steps;
        kill_and_resume([&] { return std::chrono::steady_clock::now() >= end; }, whole);
    }
    for (const std::string name :
        { "totals/one.csv", "totals/two.csv.manifest.json", "three.gpkg" }) {
        begin_with(old);
        const std::string before = content_of(out(name));
        kill_and_resume([&] { return content_of(out(name)) != before; }, whole);
    }
}

} // namespace
} // namespace cityflux
