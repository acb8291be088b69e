#include "grids/layers/layer_builder.h"

#include "grids/text/error.h"
#include "grids/text/number_text.h"
#include "grids/text/text_pattern.h"
#include "grids/text/words.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>
#include <tuple>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Largest number of slices of a variable: more than a century of hours, but less than a damaged
/// header may declare.
constexpr std::size_t most_slices = 1'000'000;

using Parts = std::map<std::string, std::string>;

std::optional<std::string> part(const Parts& parts, const std::string& name)
{
    const auto found = parts.find(name);
    return found == parts.end() ? std::nullopt : std::optional(found->second);
}

/// Returns the four-digit year of a two-digit one: 70..99 are in the twentieth century.
std::string full_year(const std::string& two_digits)
{
    return (two_digits >= "70" ? "19" : "20") + two_digits;
}

std::optional<std::string> year_or_month(const Parts& parts, const std::string& name)
{
    if (name == "year" && parts.contains("yy")) {
        return full_year(parts.at("yy"));
    }
    return part(parts, name);
}

std::optional<int> whole(const std::string& text)
{
    const auto number = number_of(text);
    return number && std::isfinite(*number) && *number == std::floor(*number)
            && std::abs(*number) < 1e6
        ? std::optional(static_cast<int>(*number))
        : std::nullopt;
}

/// Returns true for ASCII letters and digits.
bool is_letter_or_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// Returns the first word of a text that names a substance, or the first known phrase such as
/// "carbon_dioxide".
std::optional<std::string> substance_in(const std::string& text)
{
    for (auto begin = text.begin(); begin != text.end();) {
        begin = std::find_if(begin, text.end(), is_letter_or_digit);
        const auto end = std::find_if_not(begin, text.end(), is_letter_or_digit);
        if (const auto substance = Substance::find(std::string(begin, end))) {
            return substance->name;
        }
        begin = end;
    }
    for (const char* phrase :
        { "carbon_dioxide", "methane", "nitrous_oxide", "carbon_monoxide", "sulfur_dioxide" }) {
        if (text.find(phrase) != std::string::npos) {
            return Substance::find(phrase)->name;
        }
    }
    return std::nullopt;
}

std::string unit_attribute(const GridVariable& variable)
{
    for (const char* name : { "units", "unit", "Units", "UNITS" }) {
        if (!variable.attributes.text(name).empty()) {
            return variable.attributes.text(name);
        }
    }
    return {};
}

std::string slice_text(const GridVariable& variable, const std::vector<std::size_t>& slice)
{
    std::string text = fmt::format("layer '{}'", variable.name);
    for (std::size_t d = 0; d < slice.size(); ++d) {
        text += fmt::format(" {} {}", variable.dimensions[d].name, slice[d] + 1);
    }
    return text;
}

} // namespace

LayerBuilder::LayerBuilder(Raster& raster, const Assumptions& assumptions)
    : raster_(raster)
    , assumptions_(assumptions)
    , inventory_(raster.inventory_)
    , file_(*raster.file_)
    , recognised_(!raster.inventory_.name.empty())
{
    in_file_name_ = inventory_.parts_of_name(file_.path()).value_or(Parts());
    for (const NamePattern& pattern : inventory_.header_patterns) {
        for (const auto& [name, value] : file_.attributes()) {
            if (auto parts = pattern.match(value.text); parts && name.starts_with("header ")) {
                in_header_.merge(*parts);
            }
        }
    }
}

void LayerBuilder::build_grid()
{
    settle_grid();
    raster_.area_ = inventory_.area;
}

void LayerBuilder::build()
{
    build_grid();
    settle_packings();

    std::optional<std::string> first_refusal;
    for (std::size_t v = 0; v < file_.variables().size(); ++v) {
        const GridVariable& variable = file_.variables()[v];
        Parts parts;
        std::string unit;
        try {
            if (is_layer(variable, parts, unit)) {
                add_layers(v, parts, unit);
            }
        } catch (const InputError& error) {
            // If the catalogue names the layers or the user declares a unit, every layer must be
            // valid. Otherwise a variable without a unit of emission is a mask or an area, unless
            // no layer remains.
            if (!inventory_.layer_variables.empty() || assumptions_.unit) {
                throw;
            }
            const bool has_emission_unit = !unit.empty();
            if (has_emission_unit) {
                throw;
            }
            first_refusal = first_refusal.value_or(error.what());
            raster_.oddities_.push_back(
                fmt::format("variable '{}' is no layer: {}", variable.name, error.what()));
        }
    }
    if (raster_.layers_.empty()) {
        throw InputError(first_refusal.value_or(
            fmt::format("{}: no variable of the file is a layer of the inventory {}", file_.path(),
                raster_.inventory_name_)));
    }
    check_repetitions();
}

void LayerBuilder::settle_grid()
{
    raster_.grid_ = file_.grid();
    Grid& grid = raster_.grid_;
    if (assumptions_.crs) {
        const Crs declared = Crs::parse(*assumptions_.crs, "--assume-crs");
        if (grid.crs && !(*grid.crs == declared)) {
            raster_.oddities_.push_back(fmt::format(
                "the file says {}; {} was declared and is used", grid.crs->name, declared.name));
        }
        grid.crs = declared;
        raster_.assumed_.push_back("crs = " + *assumptions_.crs);
    } else if (const std::string crs = inventory_.crs_of(file_.path()); !grid.crs && !crs.empty()) {
        grid.crs = Crs::parse(crs, fmt::format("{}: inventory {}", file_.path(), inventory_.name));
        raster_.oddities_.push_back(fmt::format(
            "the file does not say its coordinate reference system; {} is taken, as the "
            "inventory {} has it",
            grid.crs->name, inventory_.name));
    }
    if (!grid.crs) {
        throw InputError(fmt::format("{}: the file does not say its coordinate reference system; "
                                     "declare it with --assume-crs, for "
                                     "example --assume-crs EPSG:4326",
            file_.path()));
    }
    if (grid.crs->kind != CrsKind::projected) {
        grid.y = grid.y.clamped(90.0, file_.path());
        if (grid.overlaps_itself()) {
            raster_.oddities_.push_back(fmt::format(
                "the columns span {:.6g} degrees, more than once around the Earth: some places "
                "have two values, so that no city total can be right",
                grid.x.high() - grid.x.low()));
        }
    }
}

void LayerBuilder::settle_packings()
{
    for (const GridVariable& variable : file_.variables()) {
        Packing packing = variable.packing;
        packing.nodata.insert(
            packing.nodata.end(), inventory_.nodata.begin(), inventory_.nodata.end());
        if (inventory_.negative_is_nodata) {
            const double zero = -packing.offset / packing.scale;
            packing.valid_min = std::max(packing.valid_min.value_or(zero), zero);
        }
        raster_.packings_.push_back(std::move(packing));
    }
}

bool LayerBuilder::is_layer(const GridVariable& variable, Parts& parts, std::string& unit) const
{
    const auto matches
        = [&](const NamePattern& pattern) { return pattern.match(variable.name).has_value(); };
    if (variable.name == inventory_.area.variable
        || std::any_of(
            inventory_.excluded_variables.begin(), inventory_.excluded_variables.end(), matches)) {
        return false;
    }
    for (const NamePattern& pattern : inventory_.layer_variables) {
        if (auto found = pattern.match(variable.name)) {
            parts = std::move(*found);
            unit = unit_of(variable);
            return true;
        }
    }
    if (!inventory_.layer_variables.empty()) {
        return false;
    }
    // Longitudes and latitudes of a rotated grid are not emissions, whatever unit the user
    // declares.
    if (unit_attribute(variable).starts_with("degree")) {
        return false;
    }
    const std::string text = unit_of(variable);
    Unit::parse(text, fmt::format("{}, variable '{}'", file_.path(), variable.name));
    unit = text;
    return true;
}

std::string LayerBuilder::unit_of(const GridVariable& variable) const
{
    if (assumptions_.unit) {
        return *assumptions_.unit;
    }
    const std::string own = unit_attribute(variable);
    std::string text = inventory_.unit_overrides || own.empty() ? inventory_.unit : own;
    if (text.empty()) {
        throw InputError(fmt::format("{}, variable '{}': the file states no unit; declare it with "
                                     "--assume-unit, for example "
                                     "--assume-unit 't' or --assume-unit 'kg m-2 s-1'",
            file_.path(), variable.name));
    }
    return text;
}

void LayerBuilder::add_layers(std::size_t index, const Parts& parts, const std::string& unit_text)
{
    const GridVariable& variable = file_.variables()[index];
    Context context;
    context.variable = &variable;
    context.in_variable_name = parts;
    context.slice.assign(variable.dimensions.size(), 0);
    const Unit unit
        = Unit::parse(unit_text, fmt::format("{}, variable '{}'", file_.path(), variable.name));
    std::size_t slices = 1;
    for (const SliceDimension& dimension : variable.dimensions) {
        if (dimension.size > most_slices || slices * dimension.size > most_slices) {
            throw InputError(fmt::format("{}, variable '{}': the header announces {} along '{}', "
                                         "more maps than can be worked "
                                         "with; the file is damaged, get it anew, or cut it first",
                file_.path(), variable.name, dimension.size, dimension.name));
        }
        slices *= std::max<std::size_t>(dimension.size, 1);
        if (dimension.size == 0) {
            throw InputError(fmt::format("{}, variable '{}': dimension '{}' is empty", file_.path(),
                variable.name, dimension.name));
        }
    }
    for (;;) {
        context.subject = fmt::format("{}, {}", file_.path(), slice_text(variable, context.slice));
        Layer layer;
        layer.variable = index;
        layer.slice = context.slice;
        Quantity& quantity = layer.quantity;
        quantity.unit = unit;
        quantity.basis = quantity.unit.basis == Basis::carbon
            ? Basis::carbon
            : inventory_.basis.value_or(Basis::substance);
        quantity.species = species_of(context);
        quantity.period = period_of(context);
        quantity.calendar = calendar_of(context);
        const double days = declared_days(variable);
        if (quantity.period.is_year()) {
            quantity.declared_days = days;
        } else if (days == 365.0) {
            quantity.calendar = Calendar::no_leap;
        }
        layer.sector = sector_of(context);
        layer.tonnes_per_unit = quantity.tonnes_per_unit(context.subject);
        layer.per_area = quantity.unit.per_area;
        layer.declared_t = declared_total(context, quantity);
        raster_.layers_.push_back(std::move(layer));

        std::size_t d = context.slice.size();
        while (d > 0 && ++context.slice[d - 1] == variable.dimensions[d - 1].size) {
            context.slice[--d] = 0;
        }
        if (d == 0) {
            break;
        }
    }
    const auto note = [&](const char* what, const std::string& value) {
        const std::string text = fmt::format("{} = {}", what, value);
        if (std::find(raster_.assumed_.begin(), raster_.assumed_.end(), text)
            == raster_.assumed_.end()) {
            raster_.assumed_.push_back(text);
        }
    };
    if (assumptions_.unit) {
        note("unit", *assumptions_.unit);
    }
    if (assumptions_.period) {
        note("period", assumptions_.period->text());
    }
    if (assumptions_.species) {
        note("species", *assumptions_.species);
    }
}

std::optional<std::string> LayerBuilder::property(
    const PropertyRule& rule, const std::string& name, const Context& context) const
{
    std::optional<std::string> found;
    for (const std::string& source : rule.from) {
        found = from_source(source, name, context);
        if (found && !found->empty()) {
            break;
        }
        found.reset();
    }
    if (!found) {
        found = rule.value;
    }
    if (found) {
        for (const auto& [theirs, ours] : rule.names) {
            if (same_word(theirs, *found)) {
                return ours;
            }
        }
    }
    return found;
}

std::optional<std::string> LayerBuilder::from_source(
    const std::string& source, const std::string& name, const Context& context) const
{
    const auto colon = source.find(':');
    const std::string kind = source.substr(0, colon);
    const std::string argument = colon == std::string::npos ? "" : source.substr(colon + 1);
    if (kind == "file") {
        return year_or_month(in_file_name_, name);
    }
    if (kind == "variable") {
        return year_or_month(context.in_variable_name, name);
    }
    if (kind == "header") {
        return year_or_month(in_header_, name);
    }
    if (kind == "attribute") {
        const Attributes& own = context.variable->attributes;
        return own.has(argument)               ? own.text(argument)
            : file_.attributes().has(argument) ? std::optional(file_.attributes().text(argument))
                                               : std::nullopt;
    }
    for (std::size_t d = 0; d < context.slice.size(); ++d) {
        const SliceDimension& dimension = context.variable->dimensions[d];
        const std::size_t index = context.slice[d];
        if (kind == "time" && dimension.time && index < dimension.steps.size()) {
            const TimeStep& step = dimension.steps[index];
            if (name != "month") {
                return std::to_string(step.month.year);
            }
            return step.length == TimeStep::Length::year
                ? std::nullopt
                : std::optional(std::to_string(step.month.month));
        }
        if (kind == "dimension" && dimension.name == argument && index < dimension.labels.size()) {
            return dimension.labels[index];
        }
        if (kind == "index" && dimension.name == argument
            && (name != "month" || dimension.size == 12)) {
            return std::to_string(index + 1);
        }
    }
    return std::nullopt;
}

std::string LayerBuilder::species_of(const Context& context) const
{
    if (assumptions_.species) {
        return usual_spelling(*assumptions_.species);
    }
    if (const auto found = property(inventory_.species, "species", context)) {
        return usual_spelling(*found);
    }
    const Attributes& own = context.variable->attributes;
    for (const std::string& text : { own.text("substance"), own.text("species"),
             context.variable->name, own.text("standard_name"), own.text("long_name"),
             file_.attributes().text("substance") }) {
        if (const auto found = substance_in(text)) {
            return *found;
        }
    }
    throw InputError(fmt::format("{}: the file does not say which species it is; declare it with "
                                 "--assume-species, for example "
                                 "--assume-species CO2",
        context.subject));
}

std::string LayerBuilder::sector_of(const Context& context) const
{
    if (const auto found = property(inventory_.sector, "sector", context)) {
        return *found;
    }
    if (recognised_ && (!inventory_.sector.from.empty() || inventory_.sector.value)) {
        return "total";
    }
    // Without a rule: the labels of all dimensions except time, after the variable's name if
    // several variables share the unit.
    std::string sector;
    std::size_t emission_variables = 0;
    for (const GridVariable& variable : file_.variables()) {
        emission_variables += unit_attribute(variable) == unit_attribute(*context.variable) ? 1 : 0;
    }
    if (emission_variables > 1) {
        sector = context.variable->name;
    }
    for (std::size_t d = 0; d < context.slice.size(); ++d) {
        const SliceDimension& dimension = context.variable->dimensions[d];
        if (!dimension.time && dimension.size > 1) {
            const std::size_t index = context.slice[d];
            sector += (sector.empty() ? "" : "/")
                + (index < dimension.labels.size()
                        ? dimension.labels[index]
                        : fmt::format("{} {}", dimension.name, index + 1));
        }
    }
    return sector.empty() ? "total" : sector;
}

Period LayerBuilder::period_of(const Context& context) const
{
    if (assumptions_.period) {
        return *assumptions_.period;
    }
    const auto year = property(inventory_.year, "year", context);
    const auto month = property(inventory_.month, "month", context);
    const std::string declare
        = "declare the period with --assume-period, for example --assume-period 2019 or 2019-03";
    if (year) {
        const auto year_number = whole(*year);
        const auto month_number = month ? whole(*month) : std::optional(0);
        if (!year_number || !month_number) {
            throw InputError(fmt::format("{}: '{}' is not a {}; {}", context.subject,
                year_number ? *month : *year, year_number ? "month" : "year", declare));
        }
        Period period { *year_number, inventory_.step == "year" ? 0 : *month_number };
        if (inventory_.step == "month" && period.month == 0) {
            throw InputError(
                fmt::format("{}: layers of {} are months, and the file does not say which; {}",
                    context.subject, inventory_.name, declare));
        }
        period.check(context.subject);
        return period;
    }
    for (std::size_t d = 0; d < context.slice.size(); ++d) {
        const SliceDimension& dimension = context.variable->dimensions[d];
        if (!dimension.time) {
            continue;
        }
        if (!dimension.trouble.empty()) {
            throw InputError(dimension.trouble);
        }
        const TimeStep& step = dimension.steps.at(context.slice[d]);
        if (step.length == TimeStep::Length::month || inventory_.step == "month") {
            return step.month;
        }
        if (step.length == TimeStep::Length::year || inventory_.step == "year") {
            return { step.month.year, 0 };
        }
        throw InputError(fmt::format("{}: the time axis has one time, {}, and does not say whether "
                                     "it stands for a month or a year; {}",
            context.subject, step.month.text(), declare));
    }
    for (const Attributes* attributes : { &context.variable->attributes, &file_.attributes() }) {
        if (const auto stated = whole(attributes->text("year"))) {
            const Period period { *stated, whole(attributes->text("month")).value_or(0) };
            period.check(context.subject);
            if (inventory_.step == "month" && period.is_year()) {
                break;
            }
            return period;
        }
    }
    throw InputError(fmt::format(
        "{}: the file does not say which period it covers; {}", context.subject, declare));
}

Calendar LayerBuilder::calendar_of(const Context& context) const
{
    for (std::size_t d = 0; d < context.slice.size() && !assumptions_.period; ++d) {
        const SliceDimension& dimension = context.variable->dimensions[d];
        if (dimension.time && context.slice[d] < dimension.steps.size()) {
            return dimension.steps[context.slice[d]].calendar;
        }
    }
    return Calendar::gregorian;
}

double LayerBuilder::declared_days(const GridVariable& variable) const
{
    static const TextPattern length(R"((36[0-9])(\.0)?\s*days)");
    for (const std::string& name :
        { inventory_.days_attribute, std::string("cell_method"), std::string("cell_methods") }) {
        const std::string text = variable.attributes.text(name);
        if (const auto found = length.first_match(text); !found.empty()) {
            return std::stod(found[1]);
        }
    }
    return inventory_.year_days;
}

std::optional<double> LayerBuilder::declared_total(
    const Context& context, const Quantity& quantity) const
{
    for (const NamePattern& pattern : inventory_.total_attributes) {
        for (const Attributes* attributes :
            { &context.variable->attributes, &file_.attributes() }) {
            for (const auto& [name, value] : *attributes) {
                const auto number = attributes->number(name);
                if (!pattern.match(name) || !number) {
                    continue;
                }
                const std::string& text = value.text;
                const auto begin = text.find_first_not_of(' ');
                const auto space = text.find(' ', begin == std::string::npos ? 0 : begin);
                const std::string unit = value.numbers.empty() && space != std::string::npos
                    ? text.substr(space + 1)
                    : inventory_.total_unit;
                if (unit.empty()) {
                    continue;
                }
                Quantity total = quantity;
                total.unit
                    = Unit::parse(unit, fmt::format("{}: attribute '{}'", context.subject, name));
                total.basis = total.unit.basis == Basis::carbon ? Basis::carbon : quantity.basis;
                return *number * total.tonnes_per_unit(context.subject);
            }
        }
    }
    return std::nullopt;
}

void LayerBuilder::check_repetitions() const
{
    std::map<std::tuple<std::string, std::string, Period>, const Layer*> seen;
    for (const Layer& layer : raster_.layers_) {
        const auto [known, added]
            = seen.try_emplace({ layer.species(), layer.sector, layer.period() }, &layer);
        if (!added && assumptions_.period
            && file_.variables()[layer.variable].name
                == file_.variables()[known->second->variable].name) {
            throw InputError(fmt::format(
                "{}: --assume-period {} declares one period, and '{}' has several slices; leave it "
                "out, or "
                "describe the slices in an inventory TOML (--inventory FILE.toml)",
                file_.path(), assumptions_.period->text(), file_.variables()[layer.variable].name));
        }
        if (!added) {
            throw InputError(fmt::format("{}: {} and {} are both {}, sector '{}', {}; what tells "
                                         "them apart has to be declared in an "
                                         "inventory TOML (--inventory FILE.toml)",
                file_.path(),
                slice_text(file_.variables()[known->second->variable], known->second->slice),
                slice_text(file_.variables()[layer.variable], layer.slice), layer.species(),
                layer.sector, layer.period().text()));
        }
    }
}

} // namespace cityflux
