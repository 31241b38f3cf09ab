"""Which meetings are offered for the children of the asking parent, and which times are not free:
whoever has booked one, it is not said (K19)."""

from kinkeeper.meetings.standing import AREA, SHOWN_WITH

AREAS = [str(AREA), str(SHOWN_WITH)]

WHAT_IS_OFFERED = f"""
-- For each child of whom the asking parent sees both areas, the meetings for it, or of which the
-- parent has booked one; whether the parent may book, and how many times are booked for the child:
-- by this parent, or, where the school gives a child so many, by whomever.
CREATE OR REPLACE FUNCTION wall.meetings() RETURNS TABLE (offer_id bigint, child_id bigint,
    acts boolean, booked bigint)
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {{definer}} AS $$
DECLARE
    me bigint := wall.person();
    mine bigint[];
    places bigint[];
BEGIN
    -- most schools offer none, and every home asks
    IF me IS NULL OR NOT EXISTS (SELECT FROM meetings_offer) THEN
        RETURN;
    END IF;
    mine := wall.children();
    places := wall.viewed_places();
    RETURN QUERY
        WITH seen AS MATERIALIZED (
            SELECT own.child,
                '{AREA}' = ANY (families_areas_to_act_in(me, own.child, own.today)) AS acts
            FROM (SELECT child, people_local_date(child, wall.moment(), {{zone}}) AS today
                  FROM unnest(mine) AS child) own
            WHERE ARRAY{AREAS} <@ families_areas(me, own.child, own.today)
        )
        SELECT offer.id, seen.child, seen.acts, (
            SELECT count(*) FROM meetings_booking held
            WHERE held.offer_id = offer.id AND held.child_id = seen.child
              AND held.state = 'booked' AND (NOT offer.each_parent OR held.parent_id = me)
              AND meetings_holds(held.parent_id, held.child_id, wall.moment(), {{zone}}))
        FROM seen CROSS JOIN meetings_offer offer
        WHERE coalesce(offer.organisation_id = ANY (places), true)
          AND (CASE WHEN offer.chosen THEN EXISTS (
                  SELECT FROM meetings_invitation said
                  WHERE said.offer_id = offer.id AND said.child_id = seen.child)
              ELSE EXISTS (
                  SELECT FROM people_membership member
                  JOIN organisations_below below
                      ON below.organisation_id = member.organisation_id
                  WHERE below.root_id = offer.organisation_id AND member.person_id = seen.child)
              END
              OR EXISTS (SELECT FROM meetings_booking held
                  WHERE held.offer_id = offer.id AND held.child_id = seen.child
                    AND held.parent_id = me));
END
$$;

-- The times that are not free, of what is offered to the asking parent, or where the asking person
-- works: booked, by whomever, or closed.
CREATE OR REPLACE FUNCTION wall.taken_slots(offer bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {{definer}} AS $$
BEGIN
    IF NOT (wall.sees_all()
            OR EXISTS (SELECT FROM meetings_offer said WHERE said.id = offer
                       AND said.organisation_id = ANY (wall.works_in()))
            OR offer IN (SELECT mine.offer_id FROM wall.meetings() mine)) THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT slot.id FROM meetings_slot slot
        WHERE slot.offer_id = offer AND (slot.closed_at IS NOT NULL OR EXISTS (
            SELECT FROM meetings_booking held
            WHERE held.slot_id = slot.id AND held.state = 'booked'
              AND meetings_holds(held.parent_id, held.child_id, wall.moment(), {{zone}})));
END
$$;
"""  # noqa: S608  # made of constants
