#include "tests/run_program.h"

#include "tests/folder_content.h"
#include "tests/temporary_folder.h"

#include <filesystem>
#include <map>
#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Files = std::map<std::string, std::string>;

/// All files of a folder by their path in it, hidden ones too.
Files files_in(const fs::path& folder)
{
    Files files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            files[entry.path().lexically_relative(folder).generic_string()]
                = content_of(entry.path());
        } else {
            files[entry.path().lexically_relative(folder).generic_string() + "/"] = "";
        }
    }
    return files;
}

/// Mounts a disk of 4 MB at disk/, puts what is in seed/ on it, leaves $1 bytes free, does the rest
/// of the words, and copies what is on the disk to found/. 77 where no disk can be mounted.
constexpr const char* on_small_disk = R"(
free=$1; shift
mount -t tmpfs -o size=4m,nr_inodes=2000 none disk 2>/dev/null || exit 77
cp -r seed/. disk/
head -c 8m /dev/zero > disk/filler 2>/dev/null
truncate -s -"$free" disk/filler
"$@"; code=$?
rm disk/filler
rm -rf found; cp -r disk found
exit $code
)";

/// A command that writes to disk/, over what the same command wrote with other options.
class FullDisk : public testing::Test {
protected:
    static constexpr int no_disk = 77;

    ProgramRun run_with(std::size_t free, const Words& words) const
    {
        const auto unshare = program_on_path("unshare");
        if (!unshare) {
            return { no_disk, "", "" };
        }
        const Words on_disk { "-rm", "sh", "-c", on_small_disk, "sh", std::to_string(free),
            CITYFLUX_PROGRAM };
        ProgramRun run = run_other_program(*unshare, folder.path(), appended(on_disk, words));
        if (run.err.find("unshare:") != std::string::npos) {
            run.code = no_disk; // not allowed here
        }
        return run;
    }

    bool has_disk() const { return run_with(4096, { "--version" }).code == 0; }

    /// The files a command writes, with nothing in its way.
    Files files_of(const Words& words) const
    {
        fs::remove_all(disk());
        fs::create_directory(disk());
        const ProgramRun run = run_program(folder.path(), words);
        EXPECT_TRUE(run.code == 0 || run.code == 4) << run.err;
        Files files = files_in(disk());
        fs::remove_all(disk());
        fs::create_directory(disk());
        return files;
    }

    void seed_with(const Files& files) const
    {
        fs::remove_all(folder.path() / "seed");
        fs::create_directory(folder.path() / "seed");
        for (const auto& [name, bytes] : files) {
            fs::create_directories((folder.path() / "seed" / name).parent_path());
            folder.write("seed/" + name, bytes);
        }
    }

    /// Little by little more room: refused with the reason and the old files as they were, until
    /// the new ones fit.
    void fill_while(const Words& old_words, const Words& words) const
    {
        const Files old = files_of(old_words);
        const Files fresh = files_of(words);
        std::size_t needed = 0;
        for (const auto& [name, bytes] : fresh) {
            needed += bytes.size();
        }
        seed_with(old);
        int refused = 0;
        const std::size_t page = 4096;
        for (const std::size_t free : { std::size_t { 0 }, needed / 3 / page * page,
                 needed / page * page, std::size_t { 3 } << 20 }) {
            const ProgramRun run = run_with(free, words);
            const Files found = files_in(folder.path() / "found");
            if (run.code == 0 || run.code == 4) {
                EXPECT_TRUE(found == fresh) << free << " bytes free";
                continue;
            }
            ++refused;
            EXPECT_EQ(run.code, 3) << free << " bytes free: " << run.err;
            EXPECT_THAT(run.err, HasSubstr("disk/")) << free;
            EXPECT_THAT(run.err, HasSubstr("the disk is full")) << free;
            for (const auto& [name, bytes] : old) {
                EXPECT_TRUE(
                    found.contains(name) && (found.at(name) == bytes || several_files(fresh)))
                    << name << " is not what it was, with " << free << " bytes free";
            }
            for (const auto& [name, bytes] : found) {
                const bool whole = (old.contains(name) && old.at(name) == bytes)
                    || (fresh.contains(name) && fresh.at(name) == bytes);
                EXPECT_TRUE(whole) << name << " is left behind, with " << free << " bytes free";
            }
        }
        EXPECT_GE(refused, 1);
        EXPECT_LE(refused, 3) << "3 MB are room enough";
    }

    /// Whether files of a folder come one by one, so that some may be new while others are old.
    static bool several_files(const Files& files) { return files.size() > 2; }

    fs::path disk() const { return folder.path() / "disk"; }

    TemporaryFolder folder;
};

#define SKIP_WITHOUT_SMALL_DISK()                                                                  \
    fs::create_directories(disk());                                                                \
    fs::create_directories(folder.path() / "seed");                                                \
    if (!has_disk()) {                                                                             \
        GTEST_SKIP()                                                                               \
            << "this machine does not let the tests mount a small disk (unshare -rm, tmpfs)";      \
    }

class FullDiskTotals : public FullDisk, public testing::WithParamInterface<const char*> { };

TEST_P(FullDiskTotals, KeepTheOldFile)
{
    SKIP_WITHOUT_SMALL_DISK();
    const std::string output = std::string("disk/totals") + GetParam();
    fill_while({ "totals", "sample", "--unit", "kg", "-o", output, "--cache", "off" },
        { "totals", "sample", "-o", output, "--cache", "off" });
}

INSTANTIATE_TEST_SUITE_P(Formats, FullDiskTotals, testing::Values(".csv", ".json", ".gpkg", ".nc"),
    [](const auto& parameter) { return std::string(parameter.param).substr(1); });

class FullDiskClip : public FullDisk, public testing::WithParamInterface<const char*> { };

TEST_P(FullDiskClip, KeepsTheOldMap)
{
    SKIP_WITHOUT_SMALL_DISK();
    const std::string output = GetParam();
    const Words cities = output.ends_with("/") ? Words { "--only", "Beijing,Shanghai", "--png" }
                                               : Words { "--only", "Beijing" };
    const Words words = appended({ "clip", "sample", "-o", output, "--cache", "off" }, cities);
    fill_while(appended(words, { "--quantity", "density" }), words);
}

INSTANTIATE_TEST_SUITE_P(Forms, FullDiskClip,
    testing::Values("disk/beijing.tif", "disk/beijing.nc", "disk/"), [](const auto& parameter) {
        const std::string output = parameter.param;
        return output.ends_with("/") ? "folder" : output.substr(output.rfind('.') + 1);
    });

TEST_F(FullDisk, CoverageKeepsTheOldWeights)
{
    SKIP_WITHOUT_SMALL_DISK();
    const Words words { "coverage", "sample", "-o", "disk/weights.nc", "--cache", "off" };
    Words old = words;
    old.insert(old.end(), { "--convention", "esmf" });
    fill_while(old, words);
}

TEST_F(FullDisk, StoppedPipeline_Resumes)
{
    SKIP_WITHOUT_SMALL_DISK();
    folder.write("p.toml",
        "[pipeline]\nname = \"x\"\noutput = \"disk\"\n[[totals]]\nname = \"a\"\nfiles = "
        "[\"sample\"]\n"
        "[[totals]]\nname = \"b\"\nfiles = [\"sample\"]\nunit = \"kg\"\n");
    const Words words { "run", "p.toml", "--cache", "off" };
    const Files whole = files_of(words);
    int refused = 0;
    Files left;
    for (const std::size_t free : { std::size_t { 0 }, std::size_t { 16384 }, std::size_t { 32768 },
             std::size_t { 3 } << 20 }) {
        seed_with(left);
        const ProgramRun run = run_with(free, words);
        left = files_in(folder.path() / "found");
        std::erase_if(left, [](const auto& file) { return file.first.ends_with("/"); });
        if (run.code == 0) {
            continue;
        }
        ++refused;
        EXPECT_EQ(run.code, 3) << run.err;
        EXPECT_THAT(
            run.err, AnyOf(HasSubstr("the disk is full"), HasSubstr("No space left on device")));
        for (const auto& [name, bytes] : left) {
            EXPECT_TRUE(name == "ledger.json" || (whole.contains(name) && whole.at(name) == bytes))
                << name << " is left behind";
        }
    }
    EXPECT_GE(refused, 1);
    for (const auto& [name, bytes] : whole) {
        EXPECT_TRUE(name.ends_with("/") || (left.contains(name) && left.at(name) == bytes)) << name;
    }
}

TEST_F(FullDisk, FullCache_GivesAWarning)
{
    SKIP_WITHOUT_SMALL_DISK();
    ASSERT_EQ(
        run_program(folder.path(), { "totals", "sample", "-o", "whole.csv", "--cache", "off" })
            .code,
        0);
    for (const std::size_t free : { 0, 4096 }) {
        const ProgramRun run
            = run_with(free, { "totals", "sample", "-o", "totals.csv", "--cache", "disk/cache" });
        EXPECT_EQ(run.code, 0) << run.err;
        EXPECT_THAT(
            run.err, HasSubstr("warning: disk/cache: unwritable cache (No space left on device)"));
        EXPECT_EQ(
            content_of(folder.path() / "totals.csv"), content_of(folder.path() / "whole.csv"));
        for (const auto& [name, bytes] : files_in(folder.path() / "found")) {
            EXPECT_THAT(name, Not(HasSubstr("partial")));
        }
    }
    const ProgramRun roomy = run_with(std::size_t { 3 } << 20,
        { "totals", "sample", "-o", "totals.csv", "--cache", "disk/cache" });
    EXPECT_EQ(roomy.code, 0);
    EXPECT_THAT(roomy.err, Not(HasSubstr("cannot be written")));
}

/// The limit of file sizes, which needs no disk of its own.
TEST(FileSizeLimit, Limit_KeepsTheOldFile)
{
    const auto shell = program_on_path("bash");
    if (!shell) {
        GTEST_SKIP() << "there is no bash to set a limit with";
    }
    const TemporaryFolder folder;
    const auto run_limited = [&](int kilobytes, const std::string& words) {
        return run_other_program(*shell, folder.path(),
            { "-c",
                fmt::format(
                    "ulimit -f {}; exec {} {} --cache off", kilobytes, CITYFLUX_PROGRAM, words) });
    };
    for (const std::string output :
        { "t.csv", "t.json", "t.gpkg", "t.nc", "w.nc", "m.tif", "m.nc" }) {
        const std::string words = (output[0] == 't'          ? "totals sample -o "
                                          : output[0] == 'w' ? "coverage sample -o "
                                                             : "clip sample --only Beijing -o ")
            + output;
        folder.write(output, "old");
        // Half of the smallest of them.
        const ProgramRun run = run_limited(1, words);
        EXPECT_EQ(run.code, 3) << output << ": " << run.err;
        EXPECT_THAT(run.err, HasSubstr(output)) << "the file is named";
        EXPECT_EQ(content_of(folder.path() / output), "old") << output;
        fs::remove(folder.path() / output);
        EXPECT_TRUE(fs::is_empty(folder.path())) << output << ": something is left behind";
        std::printf("%s: %s", output.c_str(), run.err.c_str());
    }
}

} // namespace
} // namespace cityflux
