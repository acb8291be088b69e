#include "tests/pipeline/command/run_command_fixture.h"

#include "tests/folder_content.h"
#include "tests/geojson.h"
#include "tests/netcdf_writer.h"

#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace cityflux {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

FileTree tree_of(const fs::path& folder)
{
    FileTree tree;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file() && entry.path().filename() != ".cityflux-lock") {
            tree[entry.path().lexically_relative(folder).string()] = content_of(entry.path());
        }
    }
    return tree;
}

std::set<std::string> names_of(const FileTree& tree)
{
    std::set<std::string> names;
    for (const auto& [name, bytes] : tree) {
        names.insert(name);
    }
    return names;
}

RunCommand::RunCommand()
{
    write_grid("a2019.nc", { .tonnes = 1.0 });
    write_grid("b2019.nc", { .tonnes = 2.0 });
    write_squares();
    pipeline(std::string(head) + two_stages);
}

void RunCommand::pipeline(const std::string& text) const
{
    folder.write("p.toml", text);
}

void RunCommand::write_grid(const std::string& name, const EvenGrid& grid) const
{
    ::NetcdfWriter(folder.file(name))
        .axis("lat", "degrees_north", { 30.5, 31.5, 32.5 })
        .axis("lon", "degrees_east", { 100.5, 101.5, 102.5 })
        .field("co2", { "lat", "lon" }, std::vector<double>(9, grid.tonnes))
        .attribute("co2", "units", "t")
        .attribute("co2", "substance", "CO2")
        .attribute("", "year", std::to_string(grid.year))
        .close();
}

void RunCommand::write_squares(double shift) const
{
    const auto square = [](int lon, double south) {
        return geojson::feature(fmt::format(R"({{"adcode":{0},"name":"C{0}"}})", lon),
            Box { 1.0 * lon, south, lon + 1.0, south + 1.0 });
    };
    folder.write(
        "squares.geojson", geojson::collection({ square(100, 30.0 + shift), square(101, 30.0) }));
}

ProgramRun RunCommand::run(const Words& more, const std::string& file) const
{
    return run_program(folder.path(), appended({ "run", file, "--cache", "off" }, more));
}

std::string RunCommand::out_of_run(const Words& more) const
{
    const ProgramRun ended = run(more);
    EXPECT_EQ(ended.code, 0) << ended.err;
    return ended.out;
}

std::string RunCommand::refusal(const std::string& text) const
{
    pipeline(text);
    const ProgramRun refused = run();
    EXPECT_EQ(refused.code, 3) << refused.err;
    EXPECT_EQ(refused.out, "");
    EXPECT_THAT(refused.err, HasSubstr("error: "));
    EXPECT_FALSE(fs::exists(folder.path() / "out")) << "refused before anything is made";
    return refused.err;
}

fs::path RunCommand::out(const std::string& name) const
{
    return folder.path() / "out" / name;
}

FileTree RunCommand::outputs() const
{
    return tree_of(folder.path() / "out");
}

double RunCommand::first_value(const std::string& name) const
{
    return number(read_csv(content_of(out(name))).at(0), "value");
}

} // namespace cityflux
