package dev.rapport.persistence;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On the method of a controller that follows a reference from one record to another, by
 * the batch loader of its {@link NodeSource}: a foreign key of the database keeps that
 * the other one exists (in a total, that of the records which it counts), and who may
 * select the field sees all such records. So who wants no more of it than its id is
 * answered without looking it up.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface ForeignKey {

}
