#include "pipeline/program/setting_words.h"

#include "tests/run_program.h"
#include "tests/temporary_folder.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

std::string on_command_line(Setting setting, const std::string& value = {})
{
    return setting_words(named(setting, value), FrontEnd::command_line);
}

std::string in_pipeline(Setting setting, const std::string& value = {})
{
    return setting_words(named(setting, value), FrontEnd::pipeline);
}

TEST(SettingWords, CommandLine_NamesTheOption)
{
    EXPECT_EQ(on_command_line(Setting::assume_crs), "--assume-crs");
    EXPECT_EQ(on_command_line(Setting::assume_crs, "EPSG:4326"), "--assume-crs EPSG:4326");
    EXPECT_EQ(on_command_line(Setting::assume_unit, "kg m-2 s-1"), "--assume-unit 'kg m-2 s-1'");
    EXPECT_EQ(on_command_line(Setting::override, "true"), "--override");
}

TEST(SettingWords, Pipeline_NamesTheKey)
{
    EXPECT_EQ(in_pipeline(Setting::assume_crs), "assume.crs");
    EXPECT_EQ(in_pipeline(Setting::assume_crs, "EPSG:4326"), "assume = { crs = \"EPSG:4326\" }");
    EXPECT_EQ(in_pipeline(Setting::id, "adcode"), "[boundaries] id = \"adcode\"");
    EXPECT_EQ(in_pipeline(Setting::sectors, "ENE"), "sectors = [\"ENE\"]");
    EXPECT_EQ(in_pipeline(Setting::nearest_year, "1"), "nearest_year = 1");
    EXPECT_EQ(in_pipeline(Setting::override, "true"), "assume = { override = true }");
    EXPECT_EQ(in_pipeline(Setting::reference_shares, "Hebei=0.25"),
        "reference_shares = { \"Hebei\" = 0.25 }");
}

TEST(SettingWords, SettingWithoutKey_IsAnOption)
{
    EXPECT_EQ(in_pipeline(Setting::memory, "2GB"), "--memory 2GB");
}

TEST(SettingWords, EveryOption_IsInAHelp)
{
    const TemporaryFolder folder;
    std::string help;
    for (const char* command : { "totals", "clip", "compare", "score", "calibrate", "coverage" }) {
        help += run_program(folder.path(), { command, "--help" }).out;
    }
    for (int s = 0; s < setting_count; ++s) {
        const std::string option = on_command_line(static_cast<Setting>(s));
        EXPECT_THAT(help, testing::HasSubstr(option + " ")) << option;
    }
}

} // namespace
} // namespace cityflux
