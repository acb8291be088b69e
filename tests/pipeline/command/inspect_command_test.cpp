#include "tests/pipeline/command/command_line_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

using CommandLineInspect = CommandLine;

TEST_F(CommandLineInspect, TellsPeopleWhatIsInAFile)
{
    const ProgramRun inspect = run({ "inspect", "sample" });
    EXPECT_EQ(inspect.code, 0);
    EXPECT_EQ(inspect.err, "");
    for (const char* word :
        { "netCDF", "illustration", "kg m-2 s-1", "2010", "0.1 degree", "WGS" }) {
        EXPECT_THAT(inspect.out, HasSubstr(word));
    }
}

TEST_F(CommandLineInspect, TellsProgramsTheSame)
{
    write_ones("ones.nc");
    const Json files = Json::parse(run({ "inspect", "sample", "ones.nc", "--json" }).out);
    ASSERT_EQ(files.size(), 2u);
    EXPECT_EQ(files.at(0).at("inventory"), "illustration");
    EXPECT_EQ(files.at(0).at("layers").at(0).at("species"), "CO2");
    EXPECT_NEAR(files.at(0).at("total_t").get<double>(), 394588331.0, 1.0);
    EXPECT_NEAR(files.at(0).at("layers").at(0).at("declared_t").get<double>(), 394588331.0, 1.0);
    EXPECT_TRUE(files.at(1).at("inventory").is_null());
    EXPECT_NEAR(files.at(1).at("total_t").get<double>(), 9.0, 1e-9);
    EXPECT_TRUE(files.at(1).at("layers").at(0).at("declared_t").is_null());
}

} // namespace
} // namespace cityflux
