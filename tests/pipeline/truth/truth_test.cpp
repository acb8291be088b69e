#include "tests/folder_content.h"
#include "tests/pipeline/truth/truth_case.h"

#include "tests/pipeline/truth/truth_files.h"
#include "tests/refusal.h"
#include "tests/run_program.h"
#include "tests/temporary_folder.h"

#include <filesystem>
#include <ostream>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {

/// For the list of tests.
void PrintTo(const TruthCase& one, std::ostream* stream)
{
    *stream << one.shows;
}

namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

fs::path truth_folder()
{
    return fs::path(CITYFLUX_SOURCE_DIR) / "tests" / "truth";
}

class Truth : public testing::TestWithParam<TruthCase> {
protected:
    /// Runs the case; the table and its manifest are in the folder afterwards, if it makes them.
    ProgramRun run(const TruthCase& one) const
    {
        Words words { "totals" };
        for (const TruthGrid& grid : one.grids) {
            write_truth_grid(grid, folder);
            words.push_back(grid.file);
        }
        write_truth_boundaries(one.boundaries, folder);
        inputs = names_in(folder.path());
        const Words options { "--boundaries", one.boundaries.file, "--cache", "off", "-o",
            "totals.csv" };
        return run_program(folder.path(), appended(appended(words, options), one.options));
    }

    /// Files that the run has left, beside its inputs.
    std::set<std::string> left_files() const
    {
        std::set<std::string> left = names_in(folder.path());
        std::erase_if(left, [&](const std::string& name) { return inputs.contains(name); });
        return left;
    }

    void check_manifest(const TruthCase& one) const
    {
        const auto manifest
            = nlohmann::json::parse(content_of(folder.file("totals.csv.manifest.json")));
        for (const auto& [pointer, expected] : one.manifest) {
            const nlohmann::json::json_pointer place(pointer);
            if (!manifest.contains(place)) {
                ADD_FAILURE() << "the manifest has no " << pointer << ": " << manifest.dump(1);
                continue;
            }
            const nlohmann::json& there = manifest[place];
            if (const auto* number = std::get_if<double>(&expected)) {
                expect_number(pointer, there.dump(), *number, one.tolerance);
            } else {
                EXPECT_THAT(there.is_string() ? there.get<std::string>() : there.dump(),
                    HasSubstr(std::get<std::string>(expected)));
            }
        }
    }

    TemporaryFolder folder;
    mutable std::set<std::string> inputs;
};

TEST_P(Truth, Holds)
{
    const TruthCase& one = GetParam();
    ASSERT_EQ(one.unreadable, "");
    SCOPED_TRACE(one.shows);
    const ProgramRun ended = run(one);
    EXPECT_EQ(ended.code, one.exit) << ended.err;
    for (const std::string& words : one.says) {
        EXPECT_THAT(ended.err, HasSubstr(words));
    }
    for (const std::string& words : one.silent) {
        EXPECT_THAT(ended.err, testing::Not(HasSubstr(words)));
    }
    if (one.refused) {
        EXPECT_EQ(left_files(), std::set<std::string>()) << "a refusal leaves nothing behind";
        return;
    }
    ASSERT_EQ(left_files(), (std::set<std::string> { "totals.csv", "totals.csv.manifest.json" }))
        << ended.err;
    const CsvRows table = read_csv(content_of(folder.file("totals.csv")));
    EXPECT_EQ(table.size(), one.rows.size()) << content_of(folder.file("totals.csv"));
    for (const TruthRow& row : one.rows) {
        expect_row(table, row, one.tolerance);
    }
    check_manifest(one);
    if (HasFailure()) {
        ADD_FAILURE() << content_of(folder.file("totals.csv")) << ended.err;
    }
}

INSTANTIATE_TEST_SUITE_P(Tables, Truth, testing::ValuesIn(read_truth_tables(truth_folder())),
    [](const testing::TestParamInfo<TruthCase>& one) {
        return one.param.file + "__" + one.param.name;
    });

// ------------------------------------------------------------------------------------------- the
// tables themselves

TEST(TruthTables, Folder_HasAllItsCases)
{
    EXPECT_GE(read_truth_tables(truth_folder()).size(), 120u);
}

TEST(TruthTables, StandBesideTheirRowsInTheManual)
{
    const std::string manual = content_of(fs::path(CITYFLUX_SOURCE_DIR) / "docs" / "input.md");
    for (const auto& entry : fs::directory_iterator(truth_folder())) {
        if (entry.path().extension() == ".toml") {
            const std::string link = "](../tests/truth/" + entry.path().filename().string() + ")";
            EXPECT_NE(manual.find(link), std::string::npos) << "docs/input.md has no link " << link;
        }
    }
}

/// One good case, with a line that may be wrong.
std::string table_with(const std::string& line)
{
    return "title = \"t\"\n[[case]]\nname = \"a\"\nshows = \"s\"\ncities = { a = \"box 0 0 1 1\" "
           "}\nexpect = { a = 1 }\n"
        + (line.starts_with("grid")
                ? line
                : "grid = { x = [0.5, 1.5], y = [0.5, 1.5], values = 1 }\n" + line)
        + "\n";
}

TEST(TruthTables, AreReadStrictly)
{
    const TemporaryFolder folder;
    const auto refusal = [&](const std::string& line) {
        const std::string file = folder.write("t.toml", table_with(line));
        return refusal_of([&] { read_truth_table(file); });
    };
    EXPECT_EQ(refusal(""), "accepted");
    EXPECT_THAT(refusal("expcet = { b = 1 }"), HasSubstr("did you mean 'expect'"));
    EXPECT_THAT(refusal("refused = [\"x\"]"), HasSubstr("conflicting"));
    EXPECT_THAT(refusal("tolerance = \"0\""), HasSubstr("a number"));
    EXPECT_THAT(refusal("grid = { x = [0.5, 1.5], y = [0.5, 1.5], value = 1 }"),
        HasSubstr("did you mean 'values'"));
    EXPECT_THAT(refusal("grid = { x = [0.5, 1.5], y = [0.5, 1.5], values = [[1, 2], [3]] }"),
        HasSubstr("different lengths"));
    EXPECT_THAT(refusal("manifest = { \"/a\" = true }"), HasSubstr("a number"));
}

} // namespace
} // namespace cityflux
