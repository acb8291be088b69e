#include "tests/crossing/chain.h"

#include "tests/crossing/known_fields.h"
#include "tests/folder_content.h"
#include "tests/run_program.h"
#include "tests/temporary_folder.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <ostream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {

/// For the list of tests.
void PrintTo(const Chain& chain, std::ostream* stream)
{
    *stream << chain.shows;
}

namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// Debian's programs first: its Python has the modules that Debian packages.
const std::string shell_settings
    = "set -e; PATH=/usr/bin:/bin:$PATH; HOME=$PWD; export HOME PATH\n";

fs::path chain_folder()
{
    return fs::path(CITYFLUX_SOURCE_DIR) / "tests" / "crossing";
}

ProgramRun run_shell(const fs::path& folder, const std::string& lines)
{
    return run_other_program("/bin/sh", folder, { "-c", shell_settings + lines });
}

bool is_installed(const std::string& tool)
{
    const std::string module_prefix = "python: ";
    const std::string lines = tool.starts_with(module_prefix)
        ? "python3 -c 'import " + tool.substr(module_prefix.size()) + "'"
        : "command -v " + tool;
    return run_shell(fs::temp_directory_path(), lines).code == 0;
}

/// Returns the first tool of a list that is not installed. Asks once for each tool.
std::optional<std::string> missing_tool(const std::vector<std::string>& needs)
{
    static std::map<std::string, bool> known;
    for (const std::string& tool : needs) {
        const auto [place, first] = known.try_emplace(tool, false);
        if (first) {
            place->second = is_installed(tool);
        }
        if (!place->second) {
            return tool;
        }
    }
    return std::nullopt;
}

/// Returns true if a chain runs in this process: it is in its shard and passes the filter.
bool is_selected(const Chain& chain)
{
    const std::string name = "/" + chain.file + "__" + chain.name;
    const testing::UnitTest& all = *testing::UnitTest::GetInstance();
    for (int s = 0; s < all.total_test_suite_count(); ++s) {
        const testing::TestSuite& suite = *all.GetTestSuite(s);
        for (int t = 0; t < suite.total_test_count(); ++t) {
            const testing::TestInfo& test = *suite.GetTestInfo(t);
            if (test.should_run() && !test.is_in_another_shard()
                && std::string(test.name()).ends_with(name)) {
                return true;
            }
        }
    }
    return false;
}

class Crossing : public testing::TestWithParam<Chain> {
protected:
    /// Runs the Python scripts of all selected chains in one process.
    static void SetUpTestSuite()
    {
        std::string lines = "python3 '" + (chain_folder() / "run_scripts.py").string() + "'";
        for (const Chain& chain : read_chains(chain_folder())) {
            if (!chain.script.empty() && !missing_tool(chain.needs) && is_selected(chain)) {
                const auto& folder = scripts_[chain.file + chain.name]
                    = std::make_unique<TemporaryFolder>();
                write_known_fields(*folder);
                folder->write("chain.py", chain.script);
                lines += " '" + folder->path().string() + "'";
            }
        }
        if (!scripts_.empty()) {
            const ProgramRun done = run_shell(fs::temp_directory_path(), lines);
            ASSERT_EQ(done.code, 0) << done.err;
        }
    }
    static void TearDownTestSuite() { scripts_.clear(); }

    /// Returns a folder with the file that the other program has written of the known field.
    static std::unique_ptr<TemporaryFolder> cross(const Chain& chain)
    {
        if (!chain.script.empty()) {
            auto folder = std::move(scripts_.at(chain.file + chain.name));
            EXPECT_EQ(content_of(folder->file("chain.err")), "");
            return folder;
        }
        auto folder = std::make_unique<TemporaryFolder>();
        write_known_fields(*folder);
        const ProgramRun done = run_shell(folder->path(), chain.run);
        EXPECT_EQ(done.code, 0) << done.out << done.err;
        return folder;
    }

private:
    static inline std::map<std::string, std::unique_ptr<TemporaryFolder>> scripts_;
};

TEST_P(Crossing, HasKnownTotals)
{
    const Chain& chain = GetParam();
    ASSERT_EQ(chain.unreadable, "");
    if (const auto tool = missing_tool(chain.needs)) {
        GTEST_SKIP() << *tool << " is not installed";
    }
    SCOPED_TRACE(chain.shows);
    const auto folder = cross(chain);
    ASSERT_FALSE(HasFailure());

    const ProgramRun ended = run_program(folder->path(),
        appended({ "totals", chain.reads, "--boundaries", "cities.geojson", "--cache", "off" },
            chain.options));
    ASSERT_EQ(ended.code, chain.exit) << ended.err;
    for (const std::string& words : chain.says) {
        EXPECT_THAT(ended.err, HasSubstr(words));
    }
    if (!chain.refused) {
        const CsvRows table = read_csv(ended.out);
        EXPECT_EQ(table.size(), chain.row_count);
        for (const TruthRow& row : chain.rows) {
            expect_row(table, row, chain.tolerance);
        }
    }
    if (HasFailure()) {
        ADD_FAILURE() << ended.out << ended.err;
    }
}

INSTANTIATE_TEST_SUITE_P(Chains, Crossing, testing::ValuesIn(read_chains(chain_folder())),
    [](const testing::TestParamInfo<Chain>& chain) {
        return chain.param.file + "__" + chain.param.name;
    });

TEST(ChainTables, StandInTheManual)
{
    const std::string manual = content_of(fs::path(CITYFLUX_SOURCE_DIR) / "docs" / "input.md");
    for (const auto& entry : fs::directory_iterator(chain_folder())) {
        if (entry.path().extension() == ".toml") {
            const std::string link
                = "](../tests/crossing/" + entry.path().filename().string() + ")";
            EXPECT_NE(manual.find(link), std::string::npos) << "docs/input.md has no link " << link;
        }
    }
}

} // namespace
} // namespace cityflux
