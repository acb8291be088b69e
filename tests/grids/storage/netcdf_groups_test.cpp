#include "grids/storage/netcdf_groups.h"

#include "tests/grids/storage/netcdf_file_fixture.h"

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <netcdf.h>

namespace cityflux {
namespace {

/// File whose variables lie in groups. A dimension is found in the group or in those around it.
class GroupedFile {
public:
    explicit GroupedFile(const std::string& path)
    {
        check_netcdf(nc_create(path.c_str(), NC_CLOBBER | NC_NETCDF4, &file_));
        groups_[""] = file_;
    }
    ~GroupedFile() { nc_close(file_); }
    GroupedFile(const GroupedFile&) = delete;
    GroupedFile& operator=(const GroupedFile&) = delete;

    GroupedFile& group(const std::string& outer, const std::string& name)
    {
        int id = 0;
        check_netcdf(nc_def_grp(groups_.at(outer), name.c_str(), &id));
        groups_[outer.empty() ? name : outer + "/" + name] = id;
        return *this;
    }
    GroupedFile& axis(const std::string& group, const std::string& name, const std::string& units,
        const std::vector<double>& centres)
    {
        dimension(group, name, centres.size());
        return field(group, name, { name }, centres).text(group, name, "units", units);
    }
    GroupedFile& dimension(const std::string& group, const std::string& name, std::size_t size)
    {
        int id = 0;
        check_netcdf(nc_def_dim(groups_.at(group), name.c_str(), size, &id));
        return *this;
    }
    /// Three rows from 50 to 53 N and two columns from 10 E, with coordinates.
    GroupedFile& grid(const std::string& group, double first_lat = 50.5)
    {
        return axis(group, "lat", "degrees_north", { first_lat, first_lat + 1, first_lat + 2 })
            .axis(group, "lon", "degrees_east", { 10.5, 11.5 });
    }
    GroupedFile& field(const std::string& group, const std::string& name,
        const std::vector<std::string>& dimensions, const std::vector<double>& values)
    {
        const int id = groups_.at(group);
        std::vector<int> dims;
        for (const std::string& dimension : dimensions) {
            dims.emplace_back();
            check_netcdf(nc_inq_dimid(id, dimension.c_str(), &dims.back()));
        }
        int variable = 0;
        check_netcdf(nc_def_var(
            id, name.c_str(), NC_DOUBLE, static_cast<int>(dims.size()), dims.data(), &variable));
        check_netcdf(nc_put_var_double(id, variable, values.data()));
        return *this;
    }
    GroupedFile& emission(const std::string& group, const std::string& name, double value)
    {
        return field(group, name, { "lat", "lon" }, std::vector<double>(6, value));
    }
    GroupedFile& text(const std::string& group, const std::string& variable,
        const std::string& name, const std::string& value)
    {
        int id = NC_GLOBAL;
        if (!variable.empty()) {
            check_netcdf(nc_inq_varid(groups_.at(group), variable.c_str(), &id));
        }
        check_netcdf(
            nc_put_att_text(groups_.at(group), id, name.c_str(), value.size(), value.c_str()));
        return *this;
    }

private:
    int file_ = 0;
    std::map<std::string, int> groups_;
};

class NetcdfGroups : public NetcdfFileTest {
protected:
    static Words names_of(const GridFile& file)
    {
        Words names;
        for (const GridVariable& variable : file.variables()) {
            names.push_back(variable.name);
        }
        return names;
    }
};

TEST_F(NetcdfGroups, GroupBesideRoot_IsRead)
{
    GroupedFile(path_)
        .grid("")
        .emission("", "co2", 1)
        .group("", "industry")
        .emission("industry", "co2", 10);
    const auto file = open();
    EXPECT_EQ(names_of(*file), (Words { "co2", "industry/co2" }));
    EXPECT_EQ(values_of(*file, {}, "industry/co2"), Values(6, 10.0));
}

TEST_F(NetcdfGroups, OneNestedGroup_IsLikeARoot)
{
    GroupedFile(path_)
        .group("", "data")
        .group("data", "emissions")
        .text("data/emissions", "", "title", "inventory")
        .grid("data/emissions")
        .emission("data/emissions", "co2", 3);
    const auto file = open();
    EXPECT_EQ(names_of(*file), (Words { "co2" }));
    EXPECT_EQ(file->attributes().text("title"), "inventory");
    EXPECT_EQ(values_of(*file, {}, "co2"), Values(6, 3.0));
}

TEST_F(NetcdfGroups, EqualCoordinates_AreOneGrid)
{
    GroupedFile(path_)
        .group("", "power")
        .grid("power")
        .emission("power", "co2", 1)
        .group("", "road")
        .grid("road")
        .emission("road", "co2", 2);
    const auto file = open();
    EXPECT_EQ(names_of(*file), (Words { "power/co2", "road/co2" }));
    EXPECT_EQ(values_of(*file, {}, "road/co2"), Values(6, 2.0));
    EXPECT_TRUE(file->notes().empty());
}

TEST_F(NetcdfGroups, GroupOnAnotherGrid_IsNamed)
{
    GroupedFile(path_)
        .grid("")
        .emission("", "co2", 1)
        .emission("", "ch4", 1)
        .group("", "fine")
        .grid("fine", 20.5)
        .emission("fine", "co2", 2);
    const auto file = open();
    EXPECT_EQ(names_of(*file), (Words { "co2", "ch4" }));
    ASSERT_EQ(file->notes().size(), 1u);
    EXPECT_THAT(file->notes().front(), testing::HasSubstr("fine/co2"));
}

TEST_F(NetcdfGroups, YearsAreNoSectors)
{
    GroupedFile(path_)
        .grid("")
        .group("", "2018")
        .emission("2018", "co2", 1)
        .group("", "2019")
        .emission("2019", "co2", 2);
    const auto file = open();
    EXPECT_EQ(names_of(*file), (Words { "co2", "co2" }));
    EXPECT_EQ(file->variables()[0].attributes.text("year"), "2018");
    EXPECT_EQ(file->variables()[1].attributes.text("year"), "2019");
}

TEST_F(NetcdfGroups, TwoCoordinatesOfADimension_AreRefused)
{
    GroupedFile(path_)
        .dimension("", "lat", 3)
        .dimension("", "lon", 2)
        .group("", "a")
        .field("a", "lat", { "lat" }, { 50, 51, 52 })
        .group("", "b")
        .field("b", "lat", { "lat" }, { 20, 21, 22 });
    EXPECT_THAT(refused([&] { open(); }), IsProblem(ProblemCode::inconsistent, path_));
}

TEST_F(NetcdfGroups, AttributesFindTheNearest)
{
    GroupedFile(path_)
        .field("", "only", {}, { 1 })
        .field("", "crs", {}, { 1 })
        .group("", "a")
        .field("a", "crs", {}, { 1 })
        .field("a", "other", {}, { 1 })
        .group("a", "b")
        .field("a/b", "co2", {}, { 1 });
    const NetcdfHandle handle(path_);
    const auto path_of = [&](const std::string& name) {
        const auto* found = find_near(handle, name, handle.variables().back());
        return found == nullptr ? "none" : found->path;
    };
    EXPECT_EQ(path_of("crs"), "a/crs");
    EXPECT_EQ(path_of("/crs"), "crs");
    EXPECT_EQ(path_of("../other"), "a/other");
    EXPECT_EQ(path_of("only"), "only");
    EXPECT_EQ(path_of("missing"), "none");
    EXPECT_EQ(find_near(handle, "co2", *handle.find("only"))->path, "a/b/co2");
}

} // namespace
} // namespace cityflux
