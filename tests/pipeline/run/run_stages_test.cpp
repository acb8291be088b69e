#include "pipeline/run/run_stages.h"

#include "pipeline/run/stage_kinds.h"
#include "tests/folder_content.h"
#include "tests/refusal.h"
#include "tests/run_program.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

/// Writes the first letters of the files it reads into one.
class FirstLetters : public Stage {
public:
    FirstLetters(std::string name, Names inputs, std::string output)
        : name_(std::move(name))
        , inputs_(std::move(inputs))
        , output_(std::move(output))
    {
    }

    std::string name() const override { return name_; }
    std::string version() const override { return "letters 1"; }
    Names inputs() const override { return inputs_; }
    StageOptions options() const override { return { { "how", how } }; }
    std::vector<fs::path> outputs() const override { return { output_ }; }
    StageResult run() override
    {
        ++runs;
        std::string letters = how;
        for (const std::string& input : inputs_) {
            letters += content_of(input).substr(0, 1);
        }
        std::ofstream(output_) << letters;
        return { shortcomings, found };
    }

    std::string how;
    Names shortcomings;
    Names found;
    int runs = 0;

private:
    std::string name_;
    Names inputs_;
    std::string output_;
};

/// a, b -> one.txt; c -> two.txt; one.txt, two.txt -> three.txt
class RunStages : public ::testing::Test {
protected:
    RunStages()
    {
        folder.write("p.toml", "[pipeline]\nname = \"x\"\noutput = \"out\"\n");
        for (const char* name : { "a", "b", "c" }) {
            folder.write(name, std::string(name) + " and more");
        }
        const auto add = [&](const std::string& name, const Names& inputs) {
            Names files;
            for (const std::string& input : inputs) {
                files.push_back(folder.file(input));
            }
            auto stage
                = std::make_unique<FirstLetters>(name, files, folder.file("out/" + name + ".txt"));
            letters[name] = stage.get();
            stages.push_back(std::move(stage));
        };
        add("one", { "a", "b" });
        add("two", { "c" });
        add("three", { "out/one.txt", "out/two.txt" });
    }

    /// The stages that were done, with their reasons.
    std::map<std::string, Names> done()
    {
        PipelineRun run(
            PipelineDefinition::load(folder.file("p.toml"), {}), std::nullopt, 1 << 20, false);
        std::map<std::string, Names> reasons;
        for (const StageReport& report :
            run_stages(run, stages, false, [](const StageReport&) {})) {
            if (!report.reused) {
                reasons[report.name] = report.reasons;
            }
        }
        return reasons;
    }

    using Done = std::map<std::string, Names>;
    TemporaryFolder folder;
    Stages stages;
    std::map<std::string, FirstLetters*> letters;
};

TEST_F(RunStages, PassOutputsOn)
{
    EXPECT_EQ(done().size(), 3U);
    EXPECT_EQ(content_of(folder.file("out/three.txt")), "ac");
    EXPECT_EQ(done(), Done());
}

TEST_F(RunStages, DoWhatDependsOnAChange)
{
    done();
    folder.write("c", "d, not c");
    EXPECT_EQ(
        done(), (Done { { "two", { "c changed" } }, { "three", { "out/two.txt changed" } } }));
    EXPECT_EQ(content_of(folder.file("out/three.txt")), "ad");
}

TEST_F(RunStages, StopWhereAChangeMakesNoDifference)
{
    done();
    folder.write("c", "c and other words");
    EXPECT_EQ(done(), (Done { { "two", { "c changed" } } })) << "two.txt came out the same";
    EXPECT_EQ(letters["three"]->runs, 1);
    letters["one"]->how = "";
    letters["two"]->how = "z";
    EXPECT_EQ(done(),
        (Done { { "two", { "option how changed" } }, { "three", { "out/two.txt changed" } } }));
}

TEST_F(RunStages, MissingOutputs_AreMadeAgain)
{
    done();
    fs::remove(folder.file("out/one.txt"));
    EXPECT_EQ(done(), (Done { { "one", { "out/one.txt is missing" } } }))
        << "and three finds it as it was";
    folder.write("out/one.txt", "q");
    EXPECT_EQ(done(), (Done { { "one", { "out/one.txt was altered" } } }));
    EXPECT_EQ(content_of(folder.file("out/three.txt")), "ac");
}

TEST_F(RunStages, FoundInput_IsFollowed)
{
    folder.write("found", "1");
    letters["two"]->found = { folder.file("found"), folder.file("c") };
    done();
    folder.write("found", "2");
    EXPECT_EQ(done(), (Done { { "two", { "found changed" } } }));
    folder.write("c", "c, longer");
    EXPECT_EQ(done(), (Done { { "two", { "c changed" } } }))
        << "named once, though it is an input that also showed";
    fs::remove(folder.file("found"));
    letters["two"]->found = {};
    EXPECT_EQ(done(), (Done { { "two", { "found is gone" } } }));
    EXPECT_EQ(done(), Done());
}

TEST_F(RunStages, ReportShortcomingsOfWhatIsReused)
{
    letters["one"]->shortcomings = { "b is short" };
    for (const bool reused : { false, true }) {
        PipelineRun run(
            PipelineDefinition::load(folder.file("p.toml"), {}), std::nullopt, 1 << 20, false);
        const auto reports = run_stages(run, stages, false, [](const StageReport&) {});
        EXPECT_EQ(reports.at(0).reused, reused);
        EXPECT_EQ(reports.at(0).shortcomings, Names { "b is short" });
        EXPECT_EQ(reports.at(1).shortcomings, Names());
    }
}

} // namespace
} // namespace cityflux
