#include "tests/pipeline/command/command_line_fixture.h"

#include "pipeline/program/data_folder.h"
#include "tests/folder_content.h"
#include "tests/geojson.h"
#include "tests/netcdf_writer.h"

#include <vector>

#include <gmock/gmock.h>

namespace cityflux {

using ::testing::HasSubstr;
using ::testing::Not;

std::filesystem::path sample_file()
{
    return data_folder() / "grids" / "data" / "china35_illustration_2010.nc";
}

std::string square(const std::string& properties)
{
    return geojson::feature(properties, Box { 100, 30, 101, 31 });
}

ProgramRun CommandLine::run(const Words& words) const
{
    return run_program(folder.path(), words);
}

std::string CommandLine::refusal(int code, const Words& words) const
{
    const ProgramRun refused = run(words);
    EXPECT_EQ(refused.code, code) << refused.err;
    EXPECT_EQ(refused.out, "");
    EXPECT_THAT(refused.err, HasSubstr("error: "));
    EXPECT_THAT(refused.err, Not(HasSubstr("internal fault")));
    return refused.err;
}

void CommandLine::write_ones(const std::string& name, const OnesGrid& grid) const
{
    ::NetcdfWriter file(folder.file(name));
    file.axis("lat", "degrees_north", { 30.5, 31.5, 32.5 })
        .axis("lon", "degrees_east", { 100.5, 101.5, 102.5 })
        .field(grid.variable, { "lat", "lon" }, std::vector<double>(9, 1.0));
    if (!grid.unit.empty()) {
        file.attribute(grid.variable, "units", grid.unit);
    }
    if (!grid.year.empty()) {
        file.attribute("", "year", grid.year);
    }
    file.close();
}

nlohmann::json CommandLine::manifest_of(const std::string& output) const
{
    return nlohmann::json::parse(content_of(folder.file(output + ".manifest.json")));
}

std::set<std::string> CommandLine::files() const
{
    return names_in(folder.path());
}

} // namespace cityflux
