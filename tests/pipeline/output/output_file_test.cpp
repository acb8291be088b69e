#include "pipeline/output/output_file.h"

#include "grids/text/error.h"
#include "tests/folder_content.h"
#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

constexpr uid_t nobody = 65534;

void put(const fs::path& file, const std::string& content)
{
    std::ofstream(file, std::ios::binary) << content;
}

std::string message_of(const fs::path& output)
{
    return refusal_of([&] { const OutputFile file(output); });
}

/// Root may write everywhere; while this lives, it has given that up.
class WithoutPrivileges {
public:
    WithoutPrivileges()
    {
        if (uid_ == 0 && seteuid(nobody) != 0) {
            ADD_FAILURE() << "cannot become nobody";
        }
    }
    ~WithoutPrivileges()
    {
        if (uid_ == 0 && seteuid(uid_) != 0) {
            ADD_FAILURE() << "cannot become root again";
        }
    }
    WithoutPrivileges(const WithoutPrivileges&) = delete;
    WithoutPrivileges& operator=(const WithoutPrivileges&) = delete;

private:
    uid_t uid_ = geteuid();
};

/// Each test has an empty folder of its own.
class OutputFileTest : public testing::Test {
protected:
    std::set<std::string> names() const { return names_in(folder_); }

    TemporaryFolder temporary_;
    fs::path folder_ { temporary_.path() };
};

using Names = std::set<std::string>;

TEST_F(OutputFileTest, AppearsUnderItsNameWhenCommitted)
{
    {
        OutputFile file(folder_ / "totals.csv");
        file.write("一,二\n");
        EXPECT_EQ(names(), Names { ".totals.csv.partial" });
        file.commit();
        EXPECT_EQ(content_of(folder_ / "totals.csv"), "一,二\n");
    }
    EXPECT_EQ(names(), Names { "totals.csv" });
}

TEST_F(OutputFileTest, TemporaryFile_LiesInHiddenFolder)
{
    const OutputFile file(folder_ / "北京.2019.gpkg");
    EXPECT_EQ(file.temporary(), folder_ / ".北京.2019.gpkg.partial" / "北京.2019.gpkg");
}

TEST_F(OutputFileTest, SeveralWriters_LastCommitWins)
{
    OutputFile first(folder_ / "totals.csv");
    OutputFile second(folder_ / "totals.csv");
    EXPECT_NE(first.temporary(), second.temporary());
    first.write("first");
    second.write("second");
    remove_leftovers_of(folder_ / "totals.csv");
    second.commit();
    EXPECT_EQ(content_of(folder_ / "totals.csv"), "second");
    first.commit();
    EXPECT_EQ(content_of(folder_ / "totals.csv"), "first");
}

/// Leftovers of a killed run: a folder whose lock no process holds, or one without a lock.
TEST_F(OutputFileTest, LeftoversOfKilledRuns_AreRemoved)
{
    for (const char* name :
        { ".totals.csv.partial", ".totals.csv.partial-2", ".totals.csv.partial-5" }) {
        fs::create_directory(folder_ / name);
        put(folder_ / name / "cityflux-lock", "");
        put(folder_ / name / "totals.csv", "half");
        put(folder_ / name / "totals.csv-journal", "half");
    }
    fs::create_directory(folder_ / ".totals.csv.partial-3");
    fs::create_directory(folder_ / ".other.csv.partial");
    {
        const OutputFile file(folder_ / "totals.csv");
        EXPECT_FALSE(fs::exists(file.temporary()));
        EXPECT_EQ(names(), (Names { ".other.csv.partial", ".totals.csv.partial" }));
    }
    EXPECT_EQ(names(), Names { ".other.csv.partial" });
    remove_leftovers_of(folder_ / "other.csv");
    EXPECT_EQ(names(), Names {});
}

TEST_F(OutputFileTest, LeavesWhatOthersAreWriting)
{
    const OutputFile mine(folder_ / "totals.csv");
    mine.write("mine");
    {
        const OutputFile theirs(folder_ / "totals.csv");
        remove_leftovers_of(folder_ / "totals.csv");
        EXPECT_EQ(names(), (Names { ".totals.csv.partial", ".totals.csv.partial-2" }));
    }
    EXPECT_EQ(names(), Names { ".totals.csv.partial" });
    EXPECT_EQ(content_of(mine.temporary()), "mine");
}

TEST_F(OutputFileTest, FileAsHiddenFolder_IsLeft)
{
    put(folder_ / ".totals.csv.partial", "somebody's");
    OutputFile file(folder_ / "totals.csv");
    file.write("new");
    file.commit();
    EXPECT_EQ(content_of(folder_ / ".totals.csv.partial"), "somebody's");
    EXPECT_EQ(content_of(folder_ / "totals.csv"), "new");
}

TEST_F(OutputFileTest, ManifestOfOldFile_IsRemoved)
{
    put(folder_ / "totals.csv", "old");
    put(folder_ / "totals.csv.manifest.json", "of the old");
    {
        OutputFile file(folder_ / "totals.csv");
        EXPECT_THROW(file.commit(), InputError);
        EXPECT_EQ(content_of(folder_ / "totals.csv.manifest.json"), "of the old");
        file.write("new");
        file.commit();
    }
    EXPECT_EQ(names(), Names { "totals.csv" });
}

TEST_F(OutputFileTest, OutputAndManifest_CommitTogether)
{
    put(folder_ / "totals.csv", "old");
    put(folder_ / "totals.csv.manifest.json", "of the old");
    {
        OutputFile file(folder_ / "totals.csv");
        OutputFile manifest(folder_ / "totals.csv.manifest.json");
        file.write("new");
        manifest.write("of the new");
        EXPECT_EQ(content_of(folder_ / "totals.csv"), "old");
        commit_together(file, manifest);
    }
    EXPECT_EQ(content_of(folder_ / "totals.csv"), "new");
    EXPECT_EQ(content_of(folder_ / "totals.csv.manifest.json"), "of the new");
    EXPECT_EQ(names(), (Names { "totals.csv", "totals.csv.manifest.json" }));
}

TEST_F(OutputFileTest, ReplacesTheOldFile)
{
    put(folder_ / "totals.csv", "old and longer");
    OutputFile file(folder_ / "totals.csv");
    file.write("new");
    EXPECT_EQ(content_of(folder_ / "totals.csv"), "old and longer");
    file.commit();
    EXPECT_EQ(content_of(folder_ / "totals.csv"), "new");
}

TEST_F(OutputFileTest, LeavesTheOldFileWhenNotCommitted)
{
    put(folder_ / "totals.csv", "old");
    {
        const OutputFile file(folder_ / "totals.csv");
        file.write("new");
    }
    EXPECT_EQ(content_of(folder_ / "totals.csv"), "old");
    EXPECT_EQ(names(), Names { "totals.csv" });
}

TEST_F(OutputFileTest, TwoWrites_LastCounts)
{
    OutputFile file(folder_ / "totals.csv");
    file.write("first and longer");
    file.write("second");
    file.commit();
    EXPECT_EQ(content_of(folder_ / "totals.csv"), "second");
}

TEST_F(OutputFileTest, UnfinishedGeopackage_LeavesNoSideFiles)
{
    {
        const OutputFile file(folder_ / "totals.gpkg");
        for (const char* ending : { "", "-journal", "-wal", "-shm" }) {
            put(file.temporary().string() + ending, "half");
        }
    }
    EXPECT_EQ(names(), Names {});
}

TEST_F(OutputFileTest, JournalOfOldGeopackage_IsRemoved)
{
    put(folder_ / "totals.gpkg", "old");
    put(folder_ / "totals.gpkg-wal", "changes of the old");
    {
        OutputFile file(folder_ / "totals.gpkg");
        file.write("new");
        file.commit();
    }
    EXPECT_EQ(names(), Names { "totals.gpkg" });
}

TEST_F(OutputFileTest, WorksWithoutFolderPart)
{
    const fs::path before = fs::current_path();
    fs::current_path(folder_);
    OutputFile file("totals.csv");
    EXPECT_TRUE(file.temporary().is_relative());
    file.write("here");
    file.commit();
    fs::current_path(before);
    EXPECT_EQ(content_of(folder_ / "totals.csv"), "here");
}

TEST_F(OutputFileTest, WritesThroughASymbolicLink)
{
    fs::create_directory(folder_ / "scratch");
    put(folder_ / "scratch" / "real.csv", "old");
    fs::create_symlink("scratch/real.csv", folder_ / "link.csv");
    {
        OutputFile file(folder_ / "link.csv");
        file.write("new");
        file.commit();
    }
    EXPECT_TRUE(fs::is_symlink(folder_ / "link.csv"));
    EXPECT_EQ(content_of(folder_ / "scratch" / "real.csv"), "new");
    EXPECT_EQ(names(), (Names { "link.csv", "scratch" }));
}

TEST_F(OutputFileTest, NewFile_FollowsTheUmask)
{
    const mode_t before = umask(027);
    OutputFile file(folder_ / "totals.csv");
    file.write("x");
    file.commit();
    umask(before);
    EXPECT_EQ(fs::status(folder_ / "totals.csv").permissions(), static_cast<fs::perms>(0640));
}

TEST_F(OutputFileTest, NamesTheFolderThatDoesNotExist)
{
    const fs::path missing = folder_ / "nowhere";
    EXPECT_EQ(message_of(missing / "totals.csv"),
        fmt::format("{0}/totals.csv: unwritable: missing folder {0}; create the folder, e.g. "
                    "mkdir -p {0}",
            missing.string()));
}

TEST_F(OutputFileTest, FileAsFolder_IsNamed)
{
    put(folder_ / "file", "");
    EXPECT_EQ(message_of(folder_ / "file" / "totals.csv"),
        fmt::format("{0}/totals.csv: unwritable: {0} is not a folder; choose another place with "
                    "output",
            (folder_ / "file").string()));
}

TEST_F(OutputFileTest, NamesTheFolderThatIsNotWritable)
{
    fs::permissions(folder_, static_cast<fs::perms>(0555));
    const WithoutPrivileges nobody_now;
    EXPECT_EQ(message_of(folder_ / "totals.csv"),
        fmt::format("{0}/totals.csv: unwritable: no permission to write in the folder {0}; change "
                    "its permissions or choose another place with output",
            folder_.string()));
}

TEST_F(OutputFileTest, RefusesAFolderAsFile)
{
    fs::create_directory(folder_ / "results.csv");
    EXPECT_EQ(message_of(folder_ / "results.csv"),
        folder_.string()
            + "/results.csv: unwritable: this is a folder; choose a file name with output");
    EXPECT_EQ(message_of(folder_ / "new" / ""),
        folder_.string() + "/new/: unwritable: this is a folder; choose a file name with output");
}

TEST_F(OutputFileTest, LongName_IsRefused)
{
    const fs::path file = folder_ / (std::string(300, 'x') + ".csv");
    EXPECT_EQ(message_of(file),
        file.string()
            + ": unwritable: the name is too long for its file system; choose a shorter name");
}

TEST_F(OutputFileTest, EmptyCommit_KeepsTheOldFile)
{
    put(folder_ / "totals.csv", "old");
    {
        OutputFile file(folder_ / "totals.csv");
        EXPECT_THROW(file.commit(), InputError);
    }
    EXPECT_EQ(content_of(folder_ / "totals.csv"), "old");
}

TEST_F(OutputFileTest, Refusal_NamesFinalFileAndReason)
{
    const OutputFile file(folder_ / "totals.nc");
    EXPECT_EQ(refusal_of([&] { file.refuse("HDF error"); }),
        (folder_ / "totals.nc").string()
            + ": unwritable: HDF error; choose another place or format with output");
}

TEST_F(OutputFileTest, FullDisk_IsNamed)
{
    const OutputFile file(folder_ / "totals.gpkg");
    EXPECT_EQ(
        refusal_of([&] { file.refuse("sqlite3_exec(COMMIT) failed: database or disk is full"); }),
        (folder_ / "totals.gpkg").string()
            + ": insufficient space: the disk is full; free space or choose another place with "
              "output");
}

} // namespace
} // namespace cityflux
